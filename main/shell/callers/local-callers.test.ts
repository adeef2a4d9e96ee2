import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { localCallers } from './local-callers'

const refused = { code: 'broker/untrusted-caller' }

it.each(['linux', 'darwin', 'win32', 'freebsd'] as const)(
  'gives %s callers that know nobody at the end of a socket that is closed',
  (platform) => {
    const callers = localCallers(platform, { commands: [] })
    expect(() => callers.peerOf(new Socket())).toThrow(expect.objectContaining(refused))
  },
)

it('knows nobody at all where no way to tell is written', async () => {
  const callers = localCallers('freebsd', { commands: [] })
  await expect(callers.identify({ pid: 1, uid: 0 })).rejects.toMatchObject(refused)
  await expect(callers.describe('/bin/sh')).rejects.toMatchObject(refused)
})
