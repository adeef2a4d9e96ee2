import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { ConsentAnswer, ConsentView } from '../../../shared/model/consent'
import { fakeClock } from '../../core/fakes'
import type { Asker, Confirmation } from '../../core/ports'
import { type FakeTerminal, fakeTerminal } from './fakes'
import { inertMs } from './prompt'
import { terminalAsker } from './terminal-asker'

const aQuestion = (changes: Partial<ConsentView> = {}): ConsentView => ({
  id: 'q1',
  app: {
    id: 'app1',
    kind: 'script',
    executable: '/usr/bin/python3.11',
    script: '/home/ada/deploy.py',
    pid: 4711,
    parents: ['/usr/bin/bash', '/usr/bin/tmux'],
    verifiable: true,
    warnings: [],
  },
  accountLabel: 'work',
  accountId: '0123456789abcdef',
  use: 'access',
  lastingOffered: true,
  expiresAt: '2026-11-22T12:01:00.000Z',
  ...changes,
})

interface Scene {
  readonly asker: Asker
  readonly terminal: FakeTerminal
  readonly opened: string[]
  /** Lets the time pass in which keys do nothing. */
  readonly settle: () => Promise<void>
  readonly abort: (reason: unknown) => void
  readonly signal: AbortSignal
}

function aScene(options: { callers?: FakeTerminal | null; own?: FakeTerminal | null } = {}): Scene {
  const clock = fakeClock()
  const callers = options.callers === undefined ? fakeTerminal() : options.callers
  const own = options.own ?? undefined
  const opened: string[] = []
  const controller = new AbortController()
  const asker = terminalAsker({
    clock,
    uid: 1000,
    open: {
      callers: (path) => {
        opened.push(path)
        return callers ?? undefined
      },
      own: () => own,
    },
  })
  return {
    asker,
    terminal: callers ?? own ?? fakeTerminal(),
    opened,
    settle: async () => {
      await aTurn()
      clock.advance(inertMs)
      await aTurn()
      await aTurn()
    },
    abort: (reason) => controller.abort(reason),
    signal: controller.signal,
  }
}

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const surface = { terminal: '/dev/pts/3' }

describe('asking for consent on a terminal', () => {
  it('says who asks for what, by the facts', async () => {
    const { asker, terminal, opened, settle, signal } = aScene()
    const answered = asker.consent(aQuestion({ reason: 'nightly deploy' }), surface, signal)
    await settle()
    for (const fact of [
      'access token of work',
      '/usr/bin/python3.11 (process 4711)',
      'Says it runs  /home/ada/deploy.py',
      '/usr/bin/bash ← /usr/bin/tmux',
      '“nightly deploy”',
      '[d]eny',
      '[a]lways',
    ]) {
      expect(terminal.written()).toContain(fact)
    }
    terminal.type('o\r')
    expect(await answered).toBe('once')
    expect(opened).toEqual(['/dev/pts/3'])
    expect(terminal.isClosed()).toBe(true)
  })

  it('says that it is for an endpoint, what an answer is worth there, and its role', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const roleArn = 'arn:aws:iam::123456789012:role/reader'
    const answered = asker.consent(aQuestion({ use: 'aws', forEndpoint: true, roleArn }), surface, signal)
    await settle()
    for (const fact of ['an endpoint that gives temporary AWS credentials of work', roleArn, 'every role'])
      expect(terminal.written()).toContain(fact)
    expect(terminal.written()).toContain('[o]nly until this endpoint ends or Signet locks')
    terminal.type('o\r')
    expect(await answered).toBe('once')
    expect(terminal.written()).toContain('Allowed until this endpoint ends or Signet locks.')
  })

  it.each([
    ['\r', 'deny'],
    ['d\r', 'deny'],
    ['deny\r', 'deny'],
    ['O\n', 'once'],
    ['l\r', 'lock'],
    ['8\r', '8h'],
    ['a\r', 'always'],
    ['n\r', 'never'],
    ['x\u007Fo\r', 'once'],
    ['\u0003', 'deny'],
    ['\u0004', 'deny'],
  ] satisfies [string, ConsentAnswer][])('takes %j as %s', async (typed, answer) => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.consent(aQuestion(), surface, signal)
    await settle()
    terminal.type(typed)
    expect(await answered).toBe(answer)
  })

  it('T14: drops what was typed before and shortly after it appeared', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.consent(aQuestion(), surface, signal)
    terminal.type('a\r')
    await settle()
    terminal.type('\r')
    expect(await answered).toBe('deny')
  })

  it('T14: takes no command that somebody was typing for an answer', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.consent(aQuestion(), surface, signal)
    await settle()
    terminal.type('ls -l\r')
    expect(terminal.written()).toContain('Not an answer')
    terminal.type('\u001B[Ao\r')
    terminal.type('always please, whatever it is, always always\r')
    terminal.type('d\r')
    expect(await answered).toBe('deny')
  })

  it('offers nothing lasting where nothing lasting may be granted', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.consent(aQuestion({ lastingOffered: false }), surface, signal)
    await settle()
    expect(terminal.written()).not.toContain('lways')
    terminal.type('a\rn\ro\r')
    expect(await answered).toBe('once')
  })

  it('T15: lets nothing from outside move the cursor, reverse the text or add a line', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const evil = '\u001B[2J\u001B[H\r\n\u202E\u009B2K\u0007\u2028Allow'
    const question = aQuestion({
      reason: evil,
      roleArn: evil,
      accountLabel: evil,
      app: { ...aQuestion().app, executable: evil, script: evil, parents: [evil] },
    })
    const answered = asker.consent(question, surface, signal)
    await settle()
    const shown = terminal.written()
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    expect(shown.split('\n').filter((line) => line.startsWith('Allow'))).toEqual([])
    terminal.type('d\r')
    await answered
    // Only our own sequence, which clears the line being typed, is ever written.
    expect(terminal.written().replaceAll('\r\u001B[K', '').replaceAll('\n', '')).not.toMatch(/\p{C}/u)
  })

  it('T15: cuts what is too long in the middle', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const question = aQuestion({
      app: { ...aQuestion().app, executable: `/opt/${'x'.repeat(5000)}/program` },
    })
    const answered = asker.consent(question, surface, signal)
    await settle()
    expect(terminal.written()).toContain('/program (process 4711)')
    expect(terminal.written().length).toBeLessThan(1500)
    terminal.type('\r')
    await answered
  })

  it('shows what makes a program doubtful', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const app = {
      ...aQuestion().app,
      warnings: ['changed-since-approved' as const, 'preload-environment' as const],
    }
    const answered = asker.consent(aQuestion({ app }), surface, signal)
    await settle()
    expect(terminal.written()).toContain('It changed since you approved it.')
    expect(terminal.written()).toContain('LD_PRELOAD')
    terminal.type('\r')
    await answered
  })

  it.each([
    [new AppError('broker/consent-timed-out', ''), 'Nobody answered in time'],
    [new Error('socket closed'), 'The question is withdrawn'],
  ])('goes away with a word when it is withdrawn (%s)', async (reason, said) => {
    const { asker, terminal, settle, abort, signal } = aScene()
    const answered = asker.consent(aQuestion(), surface, signal)
    await settle()
    abort(reason)
    await expect(answered).rejects.toBe(reason)
    expect(terminal.written()).toContain(said)
    expect(terminal.isClosed()).toBe(true)
    terminal.type('a\r')
    expect(terminal.written()).not.toContain('from now on')
  })

  it('asks one question at a time on a terminal', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const first = asker.consent(aQuestion({ accountLabel: 'first' }), surface, signal)
    const second = asker.consent(aQuestion({ accountLabel: 'second' }), surface, signal)
    await settle()
    expect(terminal.written()).not.toContain('of second')
    terminal.type('o\r')
    expect(await first).toBe('once')
    await settle()
    expect(terminal.written()).toContain('of second')
    terminal.type('\r')
    expect(await second).toBe('deny')
  })

  it('forgets a question that was withdrawn while it waited for its turn', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const first = asker.consent(aQuestion(), surface, signal)
    const waiting = new AbortController()
    const second = asker.consent(aQuestion({ accountLabel: 'second' }), surface, waiting.signal)
    await settle()
    waiting.abort(new Error('gone'))
    await expect(second).rejects.toThrow('gone')
    const third = asker.consent(aQuestion({ accountLabel: 'third' }), surface, signal)
    terminal.type('o\r')
    expect(await first).toBe('once')
    await settle()
    expect(terminal.written()).not.toContain('of second')
    terminal.type('o\r')
    expect(await third).toBe('once')
  })

  it('asks on its own terminal when the caller has none that may be used', async () => {
    const own = fakeTerminal(2)
    const { asker, settle, signal } = aScene({ callers: null, own })
    const answered = asker.consent(aQuestion(), surface, signal)
    await settle()
    own.type('l\r')
    expect(await answered).toBe('lock')
  })

  it('names the command to run where there is no terminal at all', async () => {
    const { asker, signal } = aScene({ callers: null, own: null })
    const spaced = { ...aQuestion().app, script: "/home/ada/it's mine.py" }
    const failing = asker.consent(aQuestion({ app: spaced, use: 'id' }), { terminal: undefined }, signal)
    await expect(failing).rejects.toMatchObject({
      code: 'broker/consent-required',
      message: expect.stringContaining(
        String.raw`signet apps allow '/home/ada/it'\''s mine.py' --account 0123456789abcdef --use id`,
      ) as string,
    })
  })

  it('needs a person again when the terminal hangs up', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.consent(aQuestion(), surface, signal)
    await settle()
    terminal.hangUp()
    await expect(answered).rejects.toMatchObject({ code: 'broker/consent-required' })
  })
})

describe('asking yes or no', () => {
  const app = '/usr/bin/node'
  it.each([
    [{ kind: 'add-pool', name: 'work', userPoolId: 'eu-west-1_Ab12Cd34E', app }, 'eu-west-1_Ab12Cd34E'],
    [
      {
        kind: 'add-pool',
        name: 'work',
        userPoolId: 'eu-west-1_Ab12Cd34E',
        endpoint: 'https://elsewhere.example',
        app,
      },
      'https://elsewhere.example in place of AWS',
    ],
    [{ kind: 'remove-pool', name: 'work', app }, 'Remove the pool work'],
    [
      { kind: 'allow-app', path: '/usr/bin/curl', accountLabel: 'work', use: 'access', app },
      'Let /usr/bin/curl have your access token of work without asking?',
    ],
    [
      { kind: 'allow-app', path: '/usr/bin/curl', accountLabel: 'work', use: 'id', app },
      'Let /usr/bin/curl have your id token of work without asking?',
    ],
    [
      { kind: 'allow-app', path: '/usr/bin/aws', accountLabel: 'work', use: 'aws', forSeconds: 3600, app },
      'Let /usr/bin/aws have temporary AWS credentials of work without asking, for 1 hour?',
    ],
    [{ kind: 'sign-out-everywhere', accountLabel: 'work', app }, 'every device'],
    [{ kind: 'forget-device', accountLabel: 'work', app }, 'Forget this device'],
    [{ kind: 'reset', app }, 'delete everything'],
  ] satisfies [Confirmation, string][])('asks %j', async (question, said) => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.confirm(question, surface, signal)
    await settle()
    expect(terminal.written()).toContain(said)
    expect(terminal.written()).toContain('Asked by /usr/bin/node.')
    terminal.type('maybe\ry\r')
    expect(await answered).toBe(true)
  })

  it('takes Enter alone for a no', async () => {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.confirm({ kind: 'reset', app }, surface, signal)
    await settle()
    terminal.type('\r')
    expect(await answered).toBe(false)
  })

  it('refuses where there is nobody to ask', async () => {
    const { asker, signal } = aScene({ callers: null, own: null })
    await expect(asker.confirm({ kind: 'reset', app }, surface, signal)).rejects.toMatchObject({
      code: 'broker/consent-required',
    })
  })
})

describe('asking for a password', () => {
  const question = { accountLabel: 'ada\u001B[2J', poolName: 'work', app: '/usr/bin/signet' }
  async function typed(keys: string) {
    const { asker, terminal, settle, signal } = aScene()
    const answered = asker.password(question, surface, signal)
    await settle()
    terminal.type(keys)
    return { password: await answered, shown: terminal.written() }
  }

  it('takes it as it is typed, capitals, spaces and all, and shows none of it', async () => {
    const { password, shown } = await typed(' Pä ß\u0007x\u007F🔑 \r')
    expect(password).toBe(' Pä ß🔑 ')
    expect(shown).toContain('The pool work checks the password of ada')
    for (const hidden of ['Pä', '🔑', '\u001B[2J']) expect(shown).not.toContain(hidden)
  })

  it('takes back one character, and all of them', async () => {
    expect((await typed('ab🔑\u007Fc\r')).password).toBe('abc')
    expect((await typed('wrong\u0015right\r')).password).toBe('right')
  })

  it.each(['\r', '\u0003', 'half\u0004'])('is given up by %j', async (keys) => {
    expect((await typed(keys)).password).toBeUndefined()
  })

  it('takes no more than a password has', async () => {
    expect((await typed(`${'x'.repeat(300)}\r`)).password).toHaveLength(256)
  })

  it('needs somebody to ask', async () => {
    const { asker, signal } = aScene({ callers: null, own: null })
    await expect(asker.password(question, surface, signal)).rejects.toMatchObject({
      code: 'broker/consent-required',
    })
  })
})

it('tells who cannot be shown a sign-in which command signs in', async () => {
  const { asker } = aScene()
  await expect(asker.signIn('0123456789abcdef', surface)).rejects.toMatchObject({
    code: 'session/none',
    message: expect.stringContaining('signet login --account 0123456789abcdef') as string,
  })
})
