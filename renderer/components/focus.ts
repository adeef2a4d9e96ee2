/** Marks all of a field as soon as it has the focus: `{@attach selectWhole}` on what is there to be copied. */
export function selectWhole(node: HTMLInputElement): () => void {
  const select = (): void => node.select()
  node.addEventListener('focus', select)
  return () => node.removeEventListener('focus', select)
}

/** Takes the focus when it appears: `{@attach takeFocus}` on a new step's heading or first field. */
export function takeFocus(node: HTMLElement): void {
  node.focus()
}
