import { describe, expect, it } from 'vitest'
import { RenameAccountRequest } from '../../../shared/broker/account-requests'
import {
  AddPoolRequest,
  AuditQuery,
  NewSignIn,
  SignInStepRequest,
  TokenRequest,
} from '../../../shared/broker/requests'
import { parseBody } from './request-body'

describe('a body that does not fit', () => {
  it.each([
    [TokenRequest, { use: 'refresh' }, 'The field "use": it is none of access, id.'],
    [TokenRequest, { wait: 601 }, 'The field "wait": it is more than 600.'],
    [TokenRequest, { wait: -1 }, 'The field "wait": it is less than 0.'],
    [TokenRequest, { reason: 'x'.repeat(301) }, 'The field "reason": it is longer than 300 characters.'],
    [TokenRequest, { interactive: 'no' }, 'The field "interactive": it must be true or false.'],
    [TokenRequest, { hunter2: 1 }, 'There is no field "hunter2".'],
    [TokenRequest, [], 'The body: must be an object.'],
    [NewSignIn, { username: '' }, 'The field "username": it is empty.'],
    [
      SignInStepRequest,
      { answer: { kind: 'magic' } },
      'The field "answer.kind": it says nothing that there is to choose from.',
    ],
    [SignInStepRequest, { answer: { kind: 'SMS_MFA', code: '' } }, 'The field "answer.code": it is empty.'],
    [
      SignInStepRequest,
      { answer: { kind: 'SMS_MFA', code: 'x'.repeat(2049) } },
      'The field "answer.code": it is longer than 2048 characters.',
    ],
    [SignInStepRequest, { answer: { kind: 'resend', more: 1 } }, 'There is no field "answer.more".'],
    [AuditQuery, { limit: '1.5' }, 'The field "limit": it must be a whole number.'],
    [RenameAccountRequest, { label: '' }, 'The field "label": Type a name for the account.'],
    [AddPoolRequest, { name: '' }, expect.stringContaining('The field "name": ') as string],
  ] as const)('is told by its field, in words (%#)', (schema, body, said) => {
    expect(() => parseBody(schema, body)).toThrow(
      expect.objectContaining({ code: 'request/invalid', message: said }),
    )
  })

  it('is never repeated: it may be a password', () => {
    const body = { answer: { kind: 'credentials', username: 'ada', password: 'hunter2'.repeat(50) } }
    expect(() => parseBody(SignInStepRequest, body)).toThrow(/^((?!hunter2).)*$/)
  })
})
