// The published types are written by hand, so that they need no package: here they are held to the local API's own.
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { SignetEvent as HostEvent } from '../../shared/broker/events'
import type { operations } from '../../shared/broker/operations/operations'
import type { ProblemCode } from '../../shared/broker/problems'
import type { Account, AwsOptions, SignetEvent, Status, Token, TokenOptions } from './public-types'
import type { KnownErrorCode } from './signet-error-code'

type Table = typeof operations
type Body<Name extends keyof Table> = z.input<Table[Name]['body']>
type Reply<Name extends keyof Table> = z.output<Table[Name]['reply']>

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
/** The host's `A` is what is published as `B`. */
type Gives<A, B> = [A] extends [B] ? true : never

/** What is wrong does not compile: `true` is then no `never`. */
function holds(is: true): void {
  expect(is).toBe(true)
}

describe('the published types', () => {
  it('take what the host takes, and nothing else', () => {
    holds(true satisfies Same<keyof Omit<TokenOptions, 'account' | 'signal'>, keyof Body<'token'>>)
    holds(true satisfies Same<keyof Omit<AwsOptions, 'account' | 'signal'>, keyof Body<'awsCredentials'>>)
    holds(true satisfies Same<Required<TokenOptions>['use'], NonNullable<Body<'token'>['use']>>)
  })

  it('give what the host gives', () => {
    holds(true satisfies Same<Token, Reply<'token'>>)
    holds(true satisfies Gives<Reply<'status'>, Status>)
    holds(true satisfies Gives<Reply<'accounts'>['accounts'][number], Account>)
    holds(true satisfies Gives<HostEvent, SignetEvent>)
    holds(true satisfies Same<SignetEvent['event'], HostEvent['event']>)
  })

  it('name every code of the local API', () => {
    holds(true satisfies Same<KnownErrorCode, ProblemCode>)
  })

  it('are held to something', () => {
    // @ts-expect-error -- a field that the host does not have
    holds(true satisfies Gives<Reply<'token'>, Token & { readonly refreshToken: string }>)
  })
})
