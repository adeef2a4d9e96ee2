import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { AccountDetails } from '../../../shared/model/account-details'
import { errorText, texts } from '../../../shared/text/text'
import { anAccount, Refusal, someDetails } from '../../fake-bridge'
import { openAccount, press, quoted, type } from '../../open-account'

const text = texts.en.account
const { app, signIn } = texts.en
const { id: accountId } = anAccount()
const phone = text.about.names['phone_number'] ?? ''
const email = text.about.names['email'] ?? ''
const section = (title: string) => within(screen.getByRole('region', { name: title }))
const refused = (code: ConstructorParameters<typeof Refusal>[0], words: string) => () => {
  throw new Refusal(code, words)
}
const value = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value

describe('an attribute', () => {
  it('stands in our words and in Cognito’s, verified or not', async () => {
    await openAccount()
    const about = section(text.about.title)
    expect(about.getByText(phone)).toBeTruthy()
    expect(about.getByText('phone_number')).toBeTruthy()
    expect(about.getByText(text.about.verified)).toBeTruthy()
    expect(about.getByText(text.about.notVerified)).toBeTruthy()
    expect(
      about.queryByRole('button', { name: text.about.changeNamed(text.about.names['sub'] ?? '') }),
    ).toBeNull()
  })

  it('is changed, and what is known is fetched again', async () => {
    let team = 'Wind tunnel'
    const bridge = await openAccount({
      details: () => ({ attributes: [{ name: 'custom:team', value: team, isReadOnly: false }] }),
      replies: { 'account.changeAttribute': (change) => ((team = change.value), {}) },
    })
    await press(text.about.changeNamed(quoted('team')))
    await type(text.about.newValue(quoted('team')), ' Orbit ')
    await press(text.save)
    expect(bridge.inputs('account.changeAttribute')).toEqual([
      { accountId, name: 'custom:team', value: 'Orbit' },
    ])
    expect(screen.getByText('Orbit')).toBeTruthy()
    expect(screen.getByText(text.about.changed(quoted('team')))).toBeTruthy()
    expect(document.activeElement?.textContent.trim()).toBe(text.about.change)
  })

  it('is refused at its field, with the pool’s words', async () => {
    await openAccount({
      replies: { 'account.changeAttribute': refused('account/attribute-refused', 'Not yours to write') },
    })
    await press(text.about.changeNamed(quoted('team')))
    await press(text.save)
    const field = screen.getByLabelText(text.about.newValue(quoted('team')))
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('alert').textContent).toContain('Not yours to write')
    expect(field.getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id)
  })

  it('that is not set can be added, and a form that is wrong is said before it is sent', async () => {
    const bridge = await openAccount({ details: { attributes: [] } })
    await press(text.about.addNamed(email))
    await press(text.save)
    expect(screen.getByText(texts.en.fields['account.valueEmpty'], { exact: false })).toBeTruthy()
    await type(text.about.newValue(email), 'nowhere')
    await press(text.save)
    expect(screen.getByText(texts.en.fields['signIn.emailForm'], { exact: false })).toBeTruthy()
    expect(bridge.inputs('account.changeAttribute')).toEqual([])
  })

  it('is verified by a code that was sent', async () => {
    const bridge = await openAccount({
      replies: { 'account.sendAttributeCode': () => ({ destination: '+***23' }) },
    })
    await press(text.about.verifyNamed(phone))
    expect(screen.getByText(text.codeSent(quoted('+***23')))).toBeTruthy()
    await type(text.code, '123 456')
    await press(signIn.confirm)
    expect(bridge.inputs('account.verifyAttribute')).toEqual([
      { accountId, name: 'phone_number', code: '123456' },
    ])
    expect(screen.getByText(text.about.nowVerified(phone))).toBeTruthy()
  })

  it('keeps no wrong code in its field, and says that one is still signed in', async () => {
    await openAccount({
      replies: {
        'account.sendAttributeCode': () => ({}),
        'account.verifyAttribute': refused('account/code-mismatch', 'Invalid code'),
      },
    })
    await press(text.about.verifyNamed(phone))
    await type(text.code, '123456')
    await press(signIn.confirm)
    expect(value(text.code)).toBe('')
    expect(document.activeElement).toBe(screen.getByLabelText(text.code))
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['account/code-mismatch'].advice)
  })
})

describe('the password', () => {
  const open = async (options: Parameters<typeof openAccount>[0] = {}) => {
    const bridge = await openAccount(options)
    await press(text.password.change)
    await type(text.password.old, 'Old-1!')
    await type(signIn.newPassword, 'New-1!')
    await press(text.password.change)
    return bridge
  }

  it('is changed, and the page says that one stays signed in', async () => {
    const bridge = await open()
    expect(bridge.inputs('account.changePassword')).toEqual([
      { accountId, previousPassword: 'Old-1!', proposedPassword: 'New-1!' },
    ])
    expect(screen.getByText(text.password.done)).toBeTruthy()
    expect(document.body.textContent).toContain(text.password.stays)
    expect(document.activeElement?.textContent.trim()).toBe(text.password.change)
    expect(bridge.inputs('account.details')).toHaveLength(2)
  })

  it.each([
    ['account/wrong-password', text.password.old],
    ['account/new-password-refused', signIn.newPassword],
  ] as const)('says %s at its field, and keeps neither password', async (code, label) => {
    await open({ replies: { 'account.changePassword': refused(code, 'Too short') } })
    const field = screen.getByLabelText(label)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(field.getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id)
    expect([value(text.password.old), value(signIn.newPassword)]).toEqual(['', ''])
    expect(document.activeElement).toBe(screen.getByLabelText(text.password.old))
  })

  it('shows the pool’s words to a refusal, and the quota', async () => {
    await open({
      replies: { 'account.changePassword': refused('account/limit-reached', 'Attempt limit exceeded') },
    })
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['account/limit-reached'].title)
    expect(screen.getByRole('alert').textContent).toContain('Attempt limit exceeded')
  })

  it('has no old one to ask of somebody without', async () => {
    const bridge = await openAccount({ details: { firstFactors: ['EMAIL_OTP'] } })
    await press(text.password.set)
    expect(screen.queryByLabelText(text.password.old)).toBeNull()
    await type(signIn.newPassword, 'New-1!')
    await press(text.password.set)
    expect(bridge.inputs('account.changePassword')).toEqual([{ accountId, proposedPassword: 'New-1!' }])
    expect(screen.getByText(text.password.doneFirst)).toBeTruthy()
  })

  it('is not sent where one of both is empty', async () => {
    const bridge = await openAccount()
    await press(text.password.change)
    await press(text.password.change)
    expect(bridge.inputs('account.changePassword')).toEqual([])
    expect(document.activeElement).toBe(screen.getByLabelText(text.password.old))
  })
})

describe('a second factor', () => {
  const appMfa = signIn.mfaTypes.SOFTWARE_TOKEN_MFA
  const mail = signIn.mfaTypes.EMAIL_OTP
  const methods = (on: readonly string[]): AccountDetails['mfa'] => ({
    methods: someDetails().mfa.methods.map(({ type: one }) => ({
      type: one,
      isOn: on.includes(one),
      isPreferred: false,
    })),
  })

  it('is an authenticator app that shows its key and is proved by a code', async () => {
    const setUp = { secret: 'ABCDEFGH', uri: 'otpauth://totp/x?secret=ABCDEFGH', codeLength: 6 }
    const bridge = await openAccount({
      details: { mfa: methods([]) },
      replies: { 'account.setUpTotp': () => setUp },
    })
    await press(text.mfa.setUp)
    expect(screen.getByRole('img', { name: signIn.totpSetupPicture })).toBeTruthy()
    expect(screen.getByText('ABCD EFGH')).toBeTruthy()
    await type(text.code, '123456')
    await type(`${text.mfa.appName}${app.optional}`, 'Pixel 8')
    await press(signIn.confirm)
    expect(bridge.inputs('account.confirmTotp')).toEqual([
      { accountId, code: '123456', friendlyDeviceName: 'Pixel 8' },
    ])
    expect(screen.getByText(text.mfa.added)).toBeTruthy()
    expect(screen.queryByText('ABCD EFGH')).toBeNull()
  })

  it('is turned on where the address is verified, and asked for first', async () => {
    const bridge = await openAccount({ details: { mfa: methods(['SOFTWARE_TOKEN_MFA', 'SMS_MFA']) } })
    await press(text.mfa.turnOnNamed(mail))
    await press(text.mfa.preferNamed(appMfa))
    expect(bridge.inputs('account.setMfa')).toEqual([
      { accountId, type: 'EMAIL_OTP', isOn: true, isPreferred: false },
      { accountId, type: 'SOFTWARE_TOKEN_MFA', isOn: true, isPreferred: true },
    ])
  })

  it('leads to the address where that is not verified', async () => {
    await openAccount({ details: { mfa: methods([]) } })
    expect(screen.getByText(text.mfa.needs.SMS_MFA)).toBeTruthy()
    await press(text.mfa.goTo.SMS_MFA)
    expect(document.activeElement?.getAttribute('aria-label')).toBe(text.about.verifyNamed(phone))
  })

  it('is turned off at once where another is on, and after a question where it is the last', async () => {
    let mfa = methods(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'])
    const bridge = await openAccount({
      details: () => ({ mfa }),
      replies: { 'account.setMfa': () => void (mfa = methods(['SOFTWARE_TOKEN_MFA'])) },
    })
    await press(text.mfa.turnOffNamed(mail))
    expect(bridge.inputs('account.setMfa')).toHaveLength(1)
    await press(text.mfa.turnOffNamed(appMfa))
    expect(bridge.inputs('account.setMfa')).toHaveLength(1)
    await press(app.cancel)
    expect(document.activeElement?.getAttribute('aria-label')).toBe(text.mfa.turnOffNamed(appMfa))
    await press(text.mfa.turnOffNamed(appMfa))
    await press(text.mfa.turnOff)
    expect(bridge.inputs('account.setMfa')[1]).toEqual({
      accountId,
      type: 'SOFTWARE_TOKEN_MFA',
      isOn: false,
      isPreferred: false,
    })
  })

  it('says what the pool refuses, with its words', async () => {
    await openAccount({
      details: { mfa: methods([]) },
      replies: { 'account.setMfa': refused('account/mfa-refused', 'User has not set up software token mfa') },
    })
    await press(text.mfa.turnOnNamed(appMfa))
    expect(screen.getByRole('alert').textContent).toContain('User has not set up software token mfa')
  })
})
