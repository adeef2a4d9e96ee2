// Which account a command line means: the flag, else SIGNET_ACCOUNT, else the default one.
import type { Arguments } from './arguments'
import type { World } from './world'

/** @returns undefined where none is named. */
export function namedAccount(args: Arguments, world: World): string | undefined {
  const fromEnvironment = world.facts.env['SIGNET_ACCOUNT']
  return args.value('account') ?? (fromEnvironment === '' ? undefined : fromEnvironment)
}

/** The account to put in a request. */
export function accountOf({ args, world }: { readonly args: Arguments; readonly world: World }): string {
  return namedAccount(args, world) ?? 'default'
}
