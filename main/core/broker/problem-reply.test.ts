import { describe, expect, it } from 'vitest'
import { ProblemReply } from '../../../shared/broker/requests'
import { problems } from '../../../shared/broker/problems'
import { AppError, errorCodes } from '../../../shared/errors'
import { problemReply } from './problem-reply'

describe('a problem', () => {
  it.each(errorCodes)('of %s is a valid RFC 9457 body with the status of the table', (code) => {
    const reply = problemReply(new AppError(code, 'What happened.'))
    const body = ProblemReply.parse(reply.body)
    expect(reply.status).toBe(problems[code].status)
    expect(body).toMatchObject({ status: reply.status, code: problems[code].code })
    expect(body.detail).toMatch(/^What happened\. ./)
    expect(reply.headers).toEqual({ 'Content-Type': 'application/problem+json' })
  })

  it('says how long to wait in whole seconds, at least one', () => {
    const after = (retryAfterSeconds: number) =>
      problemReply(new AppError('broker/denied-recently', 'No.', { retryAfterSeconds })).headers
    expect(after(12.2)).toMatchObject({ 'Retry-After': '13' })
    expect(after(0)).toMatchObject({ 'Retry-After': '1' })
  })

  it('keeps the cause inside', () => {
    const cause = new Error('secret of the inside')
    expect(JSON.stringify(problemReply(new AppError('internal', 'Fault.', { cause })))).not.toContain(
      'inside',
    )
  })

  it('keeps two sentences apart where the first lacks its full stop', () => {
    const reply = problemReply(new AppError('storage/write-failed', 'ENOSPC: no space left'))
    expect(ProblemReply.parse(reply.body).detail).toMatch(/^ENOSPC: no space left\. What was there/)
  })

  it('says nothing twice', () => {
    const plain = problemReply(new AppError('broker/denied', 'This program was refused a token.'))
    expect(ProblemReply.parse(plain.body).detail).not.toContain('refused')
    const again = problemReply(new AppError('session/none', 'Hm. Press Sign in or run `signet login`.'))
    expect(ProblemReply.parse(again.body).detail).toBe('Hm. Press Sign in or run `signet login`.')
  })
})
