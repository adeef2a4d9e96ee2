// What electron.d.ts says of `show` and `close`, as far as it can be seen on the stand-in alone.
import { afterEach, describe, expect, it } from 'vitest'
import { StandInNotification } from './notification'
import { standInShell } from './shell'

afterEach(() => void StandInNotification.shown.splice(0))

describe('a notification of the stand-in', () => {
  it('is on show once, however often it is shown, and tells of each time', () => {
    const notification = new StandInNotification({ title: 'Work' })
    const told: string[] = []
    notification.on('show', ({ defaultPrevented }) => told.push(`show ${String(defaultPrevented)}`))
    notification.on('close', ({ reason }) => told.push(`close ${String(reason)}`))
    notification.show()
    notification.show()
    expect(StandInNotification.shown).toEqual([notification])
    notification.close()
    notification.close()
    expect(StandInNotification.shown).toEqual([])
    expect(told).toEqual(['show false', 'show false', 'close undefined'])
  })
})

describe('the browser of the stand-in', () => {
  it('is nobody’s: no address is opened', async () => {
    await expect(standInShell().openExternal('https://away.invalid/')).rejects.toThrow('no browser')
  })
})
