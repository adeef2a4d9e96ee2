import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type Typed, editLine } from './line-editor'
import { openLines } from './line-input'
import { type TerminalReader, openTerminal } from './terminal-input'
import { Interrupted } from './world'

describe('answers from a pipe', () => {
  const linesOf = (...pieces: (string | Buffer)[]): ReturnType<typeof openLines> => {
    const stream = new PassThrough()
    for (const piece of pieces) stream.write(piece)
    stream.end()
    return openLines(stream)
  }

  it('are lines as they are, whatever their ends and pieces', async () => {
    const lines = linesOf('ada\n pass word \r\nla', 'st')
    expect(await lines.ask('', 'shown')).toBe('ada')
    expect(await lines.ask('', 'hidden')).toBe(' pass word ')
    expect(await lines.ask('', 'hidden')).toBe('last')
  })

  it('may be cut inside a character', async () => {
    const bytes = Buffer.from('pässwörd\n')
    const lines = linesOf(bytes.subarray(0, 2), bytes.subarray(2, 7), bytes.subarray(7))
    expect(await lines.ask('', 'hidden')).toBe('pässwörd')
  })

  it('may be empty, and end', async () => {
    const lines = linesOf('\n')
    expect(await lines.ask('', 'shown')).toBe('')
    await expect(lines.ask('', 'shown')).rejects.toMatchObject({ code: 'auth/cancelled' })
  })

  it('may come later than the question', async () => {
    const stream = new PassThrough()
    const lines = openLines(stream)
    const answer = lines.ask('', 'shown')
    setImmediate(() => stream.write('late\n'))
    expect(await answer).toBe('late')
  })

  it('may not be endless', async () => {
    await expect(linesOf('x'.repeat(20_000)).ask('', 'shown')).rejects.toMatchObject({
      code: 'request/invalid',
    })
  })
})

describe('a line being typed', () => {
  function type(
    text: string,
    secrecy: 'shown' | 'hidden' = 'shown',
  ): { last: Typed | undefined; echo: string } {
    const editor = editLine('> ', secrecy)
    let last: Typed | undefined
    let echo = ''
    for (const character of text) {
      last = editor.type(character)
      if (last.kind === 'editing') echo += last.echo
    }
    return { last, echo }
  }

  it.each([
    ['plain\r', 'plain'],
    ['with space é 日本\n', 'with space é 日本'],
    ['wrong\u007F\u007F!\r', 'wro!'],
    ['gone\u0015new\r', 'new'],
    ['one two\u0017three\r', 'one three'],
    ['a\u001B[Db\u001BOPc\u001B[3~d\r', 'abcd'],
    ['a\u001Bb\r', 'a'],
    ['a\u001B\r', 'a'],
    ['\u007F\u007Fa\r', 'a'],
    ['a\tb\u0001\r', 'ab'],
  ])('%j is %j', (typed, text) => {
    expect(type(typed).last).toEqual({ kind: 'done', text })
  })

  it('shows nothing of a hidden line', () => {
    expect(type('secret\u007F\u0015again', 'hidden').echo).toBe('')
    expect(type('shown').echo).toBe('shown')
  })

  it('ends on Ctrl-C anywhere and on Ctrl-D where it is empty', () => {
    expect(type('abc\u0003').last?.kind).toBe('interrupted')
    expect(type('\u0004').last?.kind).toBe('ended')
    expect(type('abc\u0004').last?.kind).toBe('editing')
  })
})

describe('answers from a terminal', () => {
  function aTerminal(): {
    input: ReturnType<typeof openTerminal>
    type: (text: string) => void
    shown: () => string
    isRaw: () => boolean
    hangUp: (event?: 'end' | 'error') => void
  } {
    let isRaw = false
    let shown = ''
    let onData: (chunk: Buffer) => void = () => undefined
    const onEnd = new Map<string, () => void>()
    const reader: TerminalReader = {
      setRawMode: (wanted) => (isRaw = wanted),
      on: (event: string, listener: (chunk: Buffer) => void) => {
        if (event === 'data') onData = listener
        else onEnd.set(event, listener as () => void)
      },
      pause: () => undefined,
      resume: () => undefined,
    }
    const input = openTerminal(reader, { write: (text) => (shown += text) })
    return {
      input,
      type: (text) => onData(Buffer.from(text)),
      shown: () => shown,
      isRaw: () => isRaw,
      hangUp: (event = 'end') => onEnd.get(event)?.(),
    }
  }

  it('shows the question and not the answer, and gives the terminal back', async () => {
    const { input, type, shown, isRaw } = aTerminal()
    const answer = input.ask('Password', 'hidden')
    expect(isRaw()).toBe(true)
    type('hunter2\r')
    expect(await answer).toBe('hunter2')
    expect(shown()).toBe('Password: \n')
    input.close()
    expect(isRaw()).toBe(false)
    expect(process.listenerCount('SIGHUP')).toBe(0)
  })

  it('keeps what is typed early for the next question, unseen', async () => {
    const { input, type, shown } = aTerminal()
    const first = input.ask('Username', 'shown')
    type('ada\rhunter2\r123')
    expect(await first).toBe('ada')
    expect(await input.ask('Password', 'hidden')).toBe('hunter2')
    const code = input.ask('Code', 'hidden')
    type('456\r')
    expect(await code).toBe('123456')
    expect(shown()).toBe('Username: ada\nPassword: \nCode: \n')
    input.close()
  })

  it('ends on Ctrl-C, also between questions', async () => {
    const { input, type } = aTerminal()
    const answer = input.ask('Password', 'hidden')
    type('abc\u0003')
    await expect(answer).rejects.toBeInstanceOf(Interrupted)
    input.close()
    const other = aTerminal()
    other.type('\u0003')
    expect(other.input.interruption.aborted).toBe(true)
    await expect(other.input.ask('Password', 'hidden')).rejects.toMatchObject({ exit: 130 })
    other.input.close()
  })

  it('ends with 128 + the signal', async () => {
    const { input } = aTerminal()
    const answer = input.ask('Password', 'hidden')
    process.emit('SIGHUP', 'SIGHUP')
    await expect(answer).rejects.toMatchObject({ exit: 129 })
    input.close()
  })

  it.each(['end', 'error'] as const)('ends when the terminal hangs up (%s)', async (event) => {
    const { input, hangUp } = aTerminal()
    const answer = input.ask('Password', 'hidden')
    hangUp(event)
    await expect(answer).rejects.toMatchObject({ exit: 129 })
    input.close()
  })
})
