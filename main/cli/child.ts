// A program that the command runs in its place: same input and outputs, its end is the command's end.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { closeGoneTerminalsAtExit } from './gone-terminals'

export interface ChildProgram {
  readonly command: string
  readonly args: readonly string[]
  /** Absent: as here. */
  readonly env?: NodeJS.ProcessEnv
  /** A session of its own, without a controlling terminal. */
  readonly isDetached: boolean
  /** Signals that end nothing here, and are sent to the child. */
  readonly handedOn: readonly NodeJS.Signals[]
  /** Signals that end nothing here, and reach the child by another way. */
  readonly waitedOut?: readonly NodeJS.Signals[]
}

/**
 * Runs a program to its end.
 * @returns its exit code, or 128 and the number of the signal that ended it.
 * @throws NodeJS.ErrnoException where it could not be started.
 */
export function runChild(program: ChildProgram): Promise<number> {
  const { command, args, env, isDetached, handedOn, waitedOut = [] } = program
  // The child may close the terminal, or outlive it.
  closeGoneTerminalsAtExit()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      detached: isDetached,
      ...(env === undefined ? {} : { env }),
    })
    const handOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    const waitOut = (): void => undefined
    for (const signal of handedOn) process.on(signal, handOn)
    for (const signal of waitedOut) process.on(signal, waitOut)
    const letGo = (): void => {
      for (const signal of handedOn) process.removeListener(signal, handOn)
      for (const signal of waitedOut) process.removeListener(signal, waitOut)
    }
    child.once('error', (error) => {
      // A signal that could not be sent is an error of a child that runs.
      if (child.pid !== undefined) return
      letGo()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      letGo()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
