/** `fine`: as it should be; `note`: worth knowing; `fault`: to be set right, by `fix`. */
export interface Finding {
  readonly check:
    | 'node'
    | 'socket'
    | 'host'
    | 'keychain'
    | 'files'
    | 'network'
    | 'pool'
    | 'clock'
    | 'account'
    | 'app'
    | 'start'
  readonly state: 'fine' | 'note' | 'fault'
  readonly found: string
  readonly fix?: string
}
