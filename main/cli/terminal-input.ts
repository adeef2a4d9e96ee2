// Questions on a terminal, without echo. Raw mode lasts from the first question to `close`, so that what is typed
// while an answer is on its way is not shown either; it is given back on every way out, signals included.
import { type LineEditor, editLine } from './line-editor'
import { type Ending, endings } from './interruption'
import { type Input, InputEnded, Interrupted } from './world'

/** What is needed of a terminal's two ends. */
export interface TerminalReader {
  setRawMode(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  on(event: 'end' | 'error', listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}
export interface TerminalWriter {
  write(text: string): unknown
}

interface Question {
  readonly editor: LineEditor
  readonly resolve: (answer: string) => void
  readonly reject: (error: Error) => void
}

/** Takes the terminal over until `close`. */
export function openTerminal(reader: TerminalReader, writer: TerminalWriter): Input {
  return new TerminalInput(reader, writer)
}

/** Holds the question that is open, and what was typed before the next one. */
class TerminalInput implements Input {
  readonly isTerminal = true
  readonly #reader: TerminalReader
  readonly #writer: TerminalWriter
  readonly #ended = new AbortController()
  readonly #decoder = new TextDecoder()
  #question: Question | undefined
  #typedAhead = ''

  constructor(reader: TerminalReader, writer: TerminalWriter) {
    this.#reader = reader
    this.#writer = writer
    for (const name of Object.keys(endings)) process.on(name, this.#onSignal)
    process.on('exit', this.#restore)
    reader.setRawMode(true)
    reader.on('data', (chunk) => this.#take(this.#decoder.decode(chunk, { stream: true })))
    // A terminal that went away ends, or fails to be read or set, before or without the signal: all of it is one.
    for (const event of ['end', 'error'] as const)
      reader.on(event, () => this.#stop(new Interrupted(endings.SIGHUP)))
    reader.resume()
  }

  get interruption(): AbortSignal {
    return this.#ended.signal
  }

  ask(label: string, secrecy: 'shown' | 'hidden'): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#ended.signal.aborted) {
        reject(this.#ended.signal.reason as Error)
        return
      }
      const prompt = `${label}: `
      this.#writer.write(prompt)
      this.#question = { editor: editLine(prompt, secrecy), resolve, reject }
      const early = this.#typedAhead
      this.#typedAhead = ''
      this.#take(early)
    })
  }

  close(): void {
    this.#reader.pause()
    this.#restore()
    process.off('exit', this.#restore)
    for (const name of Object.keys(endings)) process.off(name, this.#onSignal)
  }

  readonly #restore = (): void => void this.#reader.setRawMode(false)

  readonly #onSignal = (name: Ending): void => this.#stop(new Interrupted(endings[name]))

  #take(text: string): void {
    const characters = Array.from(text)
    for (const [index, character] of characters.entries()) {
      if (this.#question === undefined) {
        this.#keep(characters.slice(index).join(''))
        return
      }
      this.#type(this.#question, character)
    }
  }

  /** Between questions only an interruption counts at once; the rest waits for the next question. */
  #keep(text: string): void {
    if (text.includes('\u0003')) this.#stop(new Interrupted(endings.SIGINT))
    else this.#typedAhead += text
  }

  #type(question: Question, character: string): void {
    const typed = question.editor.type(character)
    switch (typed.kind) {
      case 'editing':
        this.#writer.write(typed.echo)
        return
      case 'done':
        this.#endQuestion()
        question.resolve(typed.text)
        return
      case 'interrupted':
        this.#stop(new Interrupted(endings.SIGINT))
        return
      case 'ended':
        this.#stop(new InputEnded())
    }
  }

  #stop(error: Error): void {
    if (!this.#ended.signal.aborted) this.#ended.abort(error)
    const question = this.#question
    this.#endQuestion()
    question?.reject(error)
  }

  #endQuestion(): void {
    if (this.#question !== undefined) this.#writer.write('\n')
    this.#question = undefined
  }
}
