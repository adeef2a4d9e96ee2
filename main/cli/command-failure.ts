// What no request failed by: a command of somebody's that did not start, or something that was kept open and has ended.

export class CommandFailure extends Error {
  /** As every shell has it, 127: there is no such command; 126: there is one, and it cannot be run. 3: it ended. */
  readonly exit: 3 | 126 | 127

  constructor(message: string, exit: 3 | 126 | 127) {
    super(message)
    this.name = 'CommandFailure'
    this.exit = exit
  }
}
