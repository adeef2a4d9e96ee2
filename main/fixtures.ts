// For tests: a host as compose builds it, on fakes of its ports.
import { compose } from './compose'
import type { Host } from './core/host'
import { fakeAwsListeners } from './core/fake-aws-listeners'
import { fakeBrowser, fakeRedirects } from './core/fake-browser'
import { fakeSystemEvents } from './core/fake-system-events'
import { fakeTouchId } from './core/fake-touch-id'
import { loopbackTransport } from './core/fake-transport'
import { fakeAsker } from './core/fake-asker'
import {
  fakeCallers,
  fakeClock,
  fakeLog,
  fakeRandom,
  memoryRecordStore,
  memorySecretStore,
} from './core/fakes'
import { fakeShareSockets } from './core/broker/fake-share-sockets'
import type { RecordStore } from './core/ports'
import { bigIntModPow } from './core/srp/big-int-mod-pow'

/** What outlives a host: its files and its keychain. */
export const aComputer = () => ({
  config: memoryRecordStore(),
  state: memoryRecordStore(),
  keychain: memorySecretStore(),
})

let hosts = 0
/** A host on that computer, started anew; `records` in place of the computer's own files. */
export async function aHost(
  kept = aComputer(),
  options: {
    readonly isSessionOnly?: boolean
    readonly startWallMs?: number
    readonly records?: { readonly config: RecordStore; readonly state: RecordStore }
    readonly person?: Parameters<typeof fakeAsker>[0]
  } = {},
) {
  const { isSessionOnly = false, records = kept } = options
  const clock = fakeClock(options.startWallMs)
  const events = fakeSystemEvents()
  const touchId = fakeTouchId()
  const [transport, redirects] = [loopbackTransport(), fakeRedirects()]
  const host: Host = await compose(
    {
      clock,
      random: fakeRandom(`host ${String((hosts += 1))}`),
      modPow: bigIntModPow,
      secretStore: kept.keychain,
      config: records.config,
      state: records.state,
      transport,
      asker: fakeAsker(options.person),
      browser: fakeBrowser(),
      redirects,
      awsListeners: fakeAwsListeners(),
      callers: fakeCallers(),
      shareSockets: fakeShareSockets(),
      events,
      touchId,
      log: fakeLog(),
    },
    {
      service: { version: '0.1.0', host: 'agent', pid: 7, socket: '/run/signet.sock', stateFolder: '/state' },
      deviceName: 'Here',
      isSessionOnly,
      systemLocale: 'en',
      isHost: () => false,
      handOver: () => undefined,
    },
  )
  const audited = async () => {
    await host.close()
    return auditedActs(kept.state.files.get('audit/1.jsonl') ?? '')
  }
  return { ...kept, host, clock, events, touchId, transport, redirects, audited }
}

/** What the audit log says, `what decision subject`, start aside. */
function auditedActs(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines
    .map((line) => JSON.parse(line) as { what: string; decision: string; subject?: string; account?: string })
    .filter(({ what }) => what !== 'start')
    .map(({ what, decision, subject, account }) =>
      [what, decision, subject ?? (account === undefined ? '' : 'account')].join(' ').trim(),
    )
}
