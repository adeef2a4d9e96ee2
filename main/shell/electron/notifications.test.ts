import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { errorText } from '../../../shared/text/text'
import { Notifications } from './notifications'

/** What the OS shows: Electron's class, as far as it is used. */
const { shown, FakeNotification } = await vi.hoisted(async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  const onShow: InstanceType<typeof Emitter>[] = []
  class OsNotification extends Emitter {
    static isSupported = () => true
    readonly title: string
    readonly body: string
    constructor({ title, body }: { readonly title: string; readonly body: string }) {
      super()
      this.title = title
      this.body = body
    }
    show(): void {
      onShow.push(this)
    }
    close(): void {
      onShow.splice(onShow.indexOf(this), 1)
    }
  }
  return { shown: onShow, FakeNotification: OsNotification }
})
vi.mock('electron', () => ({ Notification: FakeNotification }))

const labels = new Map([['a', 'ada\u202E']])
function aDesktop(locale: 'en' | 'ja' = 'en') {
  const opened: string[] = []
  const notifications = new Notifications({
    locale: () => locale,
    labelOf: (accountId) => labels.get(accountId),
    open: (accountId) => opened.push(accountId),
  })
  return { notifications, opened }
}
const ends = { kind: 'ends-soon', accountId: 'a', stage: 'day', endsAtMs: 0 } as const
const ended = { kind: 'ended', accountId: 'a', code: 'session/revoked' } as const

beforeEach(() => void shown.splice(0))

describe('a notification', () => {
  it('says whose sign-in ends and when, in the person’s language', () => {
    aDesktop().notifications.take(ends)
    expect(shown).toMatchObject([{ title: 'ada\uFFFD: your sign-in ends within a day' }])
    aDesktop('ja').notifications.take(ends)
    expect(shown[1]).toMatchObject({ title: 'ada\uFFFD：サインインは 1 日以内に終わります' })
  })

  it('says what has ended it', () => {
    aDesktop().notifications.take(ended)
    expect(shown).toMatchObject([{ title: `ada\uFFFD: ${errorText.en['session/revoked'].title}` }])
  })

  it('stands alone for its account, and goes when there is nothing to say any more', () => {
    const { notifications } = aDesktop()
    notifications.take(ends)
    notifications.take(ended)
    expect(shown).toHaveLength(1)
    notifications.take({ kind: 'settled', accountId: 'a' })
    expect(shown).toEqual([])
  })

  it('opens the sign-in when it is pressed', () => {
    const { notifications, opened } = aDesktop()
    notifications.take(ends)
    const [notification] = shown
    expect(notification).toBeInstanceOf(EventEmitter)
    notification?.emit('click')
    expect(opened).toEqual(['a'])
  })

  it('is not shown for an account that is gone, nor where the OS has none', () => {
    const { notifications } = aDesktop()
    notifications.take({ ...ended, accountId: 'b' })
    FakeNotification.isSupported = () => false
    notifications.take(ended)
    FakeNotification.isSupported = () => true
    expect(shown).toEqual([])
  })
})
