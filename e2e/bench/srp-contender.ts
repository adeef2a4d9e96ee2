// One contender of the SRP benchmark, in a process of its own so that nobody's garbage is collected in another's time:
// for each line "go" it does a whole sign-in's mathematics and prints the milliseconds of processor time it took.
import { createInterface } from 'node:readline'
import * as peer from 'amazon-cognito-identity-js'
import type { ModPow } from '../../main/core/ports'
import { bigIntModPow } from '../../main/core/srp/big-int-mod-pow'
import { ephemeralOf } from '../../main/core/srp/ephemeral'
import { passwordProof } from '../../main/core/srp/proof'
import { nativeModPow } from '../../main/shell/native-mod-pow'
import { challenge, ephemeralPrivate } from './srp-challenge'

/** The first calls pay for compilation. */
const warmUps = 30

const signIn = (modPow: ModPow, bits: number) => (): Promise<unknown> =>
  passwordProof(challenge, ephemeralOf(ephemeralPrivate(bits), modPow), modPow)

/** What of amazon-cognito-identity-js is called here; its own types leave the class out. */
interface PeerHelper {
  readonly N: { readonly constructor: new (hex: string, radix: 16) => unknown }
  getPasswordAuthenticationKey(
    username: string,
    password: string,
    serverPublic: unknown,
    salt: unknown,
    done: (error: unknown, key: Buffer) => void,
  ): void
}
const { AuthenticationHelper } = peer as unknown as {
  AuthenticationHelper: new (poolName: string) => PeerHelper
}

/** The peer's sign-in: its own `a` of 1,024 bits and `A`, then the signature's key, which it derives as we do. */
const peerSignIn: () => Promise<unknown> = () =>
  new Promise<Buffer>((resolve, reject) => {
    const helper = new AuthenticationHelper(challenge.namespace)
    const PeerInteger = helper.N.constructor
    helper.getPasswordAuthenticationKey(
      challenge.identity,
      challenge.password,
      new PeerInteger(challenge.serverPublicHex, 16),
      new PeerInteger(challenge.saltHex, 16),
      (error, key) => {
        if (error === null || error === undefined) resolve(key)
        else reject(error instanceof Error ? error : new Error('the peer failed'))
      },
    )
  })

const contenders: Readonly<Record<string, () => Promise<unknown>>> = {
  'bigint-256': signIn(bigIntModPow, 256),
  'bigint-1024': signIn(bigIntModPow, 1024),
  'openssl-256': signIn(nativeModPow, 256),
  'openssl-1024': signIn(nativeModPow, 1024),
  peer: peerSignIn,
}

const contender = contenders[process.argv[2] ?? '']
if (contender === undefined) throw new Error(`one of ${Object.keys(contenders).join(', ')}`)
for (let round = 0; round < warmUps; round++) await contender()
for await (const _ of createInterface(process.stdin)) {
  const before = process.cpuUsage()
  await contender()
  const { user, system } = process.cpuUsage(before)
  console.log((user + system) / 1000)
}
