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

/** Whether what had the focus is gone. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

/** Leads to the first button of what has this id: it comes into sight with the focus. */
export function leadTo(id: string): void {
  document.getElementById(id)?.querySelector('button')?.focus()
}
