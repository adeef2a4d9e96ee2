import { AuditAnchors } from './audit/audit-anchors'
import { AuditLog } from './audit/audit-log'
import { auditOverGrants } from './audit-over-grants'
import { Grants } from './grants/grants'
import { Lock } from './lock/lock'
import type { Clock, Log, RecordStore, SecretStore } from './ports'
import { Accounts } from './records/accounts'
import { Pools } from './records/pools'
import { SettingsFile } from './records/settings'
import { Shares } from './shares/shares'

interface RecordPorts {
  readonly config: RecordStore
  readonly state: RecordStore
  readonly clock: Clock
  readonly log: Log
  readonly secretStore: SecretStore
}

export type Records = Awaited<ReturnType<typeof loadRecords>>

/** What a host keeps, as its files have it. @throws `storage/newer-version`, `storage/untrusted-folder`. */
export async function loadRecords(
  { config, state, clock, log, secretStore }: RecordPorts,
  stateFolder: string,
) {
  const pools = new Pools({ store: config, log })
  const settings = new SettingsFile({ store: config, log })
  const accounts = new Accounts({ store: state, log })
  const grants = new Grants({ store: state, clock, log })
  const shares = new Shares({ clock, log })
  const audit = new AuditLog({ store: state, clock, log })
  const lock = new Lock({ store: state, log })
  const anchors = new AuditAnchors({ clock, log, secretStore, audit, lock, state, stateFolder })
  // Before they are read: a grant that ran out while no host ran ends as soon as it is.
  auditOverGrants({ grants, audit })
  await Promise.all([
    pools.load(),
    settings.load(),
    accounts.load(),
    grants.load(),
    audit.start(),
    lock.load(),
  ])
  return { pools, settings, accounts, grants, shares, audit, anchors, lock }
}
