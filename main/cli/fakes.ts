// The command in a test: words in, what it prints and its exit code out; answers come from a list.
import { Readable } from 'node:stream'
import type { ScriptedHost } from '../client/fakes'
import { run } from './run'
import { type Input, InputEnded, type World } from './world'

export interface Printed {
  readonly out: string
  readonly err: string
  readonly exit: number
  /** Labels of the questions that were asked, with how they were asked. */
  readonly asked: readonly string[]
}

export interface FakeWorld {
  readonly host?: Pick<ScriptedHost, 'socketPath'>
  readonly env?: Readonly<Record<string, string>>
  /** What a person, or a pipe, answers. */
  readonly answers?: readonly string[]
  readonly isTerminal?: boolean
  /** What standard input holds, for a verb that reads all of it. */
  readonly input?: string | Uint8Array
}

/** Runs the command against a scripted host; it starts no other. */
export async function signet(words: readonly string[], given: FakeWorld = {}): Promise<Printed> {
  const { host, env = {}, answers = [], isTerminal = false, input = '' } = given
  const asked: string[] = []
  let out = ''
  let err = ''
  const world: World = {
    facts: {
      env: { SIGNET_SOCKET: host?.socketPath ?? '/nonexistent/signet.sock', SIGNET_AUTOSTART: '0', ...env },
      platform: process.platform,
      uid: process.getuid?.() ?? 0,
      home: '/nonexistent',
    },
    cwd: '/somewhere',
    programs: '/nonexistent',
    node: process.execPath,
    isOutTerminal: () => isTerminal,
    isErrTerminal: () => isTerminal,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    bytesIn: () => Readable.from([typeof input === 'string' ? Buffer.from(input) : input]),
    openInput: () => Promise.resolve(answering([...answers], asked, isTerminal)),
  }
  const exit = await run(words, world)
  return { out, err, exit, asked }
}

function answering(answers: string[], asked: string[], isTerminal: boolean): Input {
  return {
    isTerminal,
    interruption: new AbortController().signal,
    ask: (label, secrecy) => {
      asked.push(`${label} (${secrecy})`)
      const answer = answers.shift()
      if (answer !== undefined) return Promise.resolve(answer)
      return Promise.reject(new InputEnded())
    },
    close: () => void asked.push('closed'),
  }
}
