/** Takes the focus when it appears: `{@attach takeFocus}` on a new step's heading or first field. */
export function takeFocus(node: HTMLElement): void {
  node.focus()
}
