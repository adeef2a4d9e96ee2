// A command of somebody's that did not start: the exit codes that every shell has for it.

export class CommandFailure extends Error {
  /** 127: there is none; 126: there is one, and it cannot be run. */
  readonly exit: 3 | 126 | 127

  constructor(message: string, exit: 3 | 126 | 127) {
    super(message)
    this.name = 'CommandFailure'
    this.exit = exit
  }
}
