import { describe, expect, it } from 'vitest'
import { NewPool } from '../model/pool'
import { readPoolFile } from './pool-file'
import { samples } from './samples'

const userPoolId = 'eu-west-1_AbCd12345'
const clientId = '1h57kf5cpq17m0eml12EXAMPLE'
const json = (value: unknown): string => JSON.stringify(value)
const signet = (pool: object, more: object = {}): string => json({ signet: 1, pools: [pool], ...more })

const identityPoolId = 'eu-west-1:00000000-0000-4000-8000-000000000000'

describe('a file that people have', () => {
  it.each(Object.entries(samples))('%s gives pools that can be added', (_, text) => {
    for (const { hasClientSecret: _secret, ...pool } of readPoolFile(text))
      expect(NewPool.safeParse(pool).error).toBeUndefined()
  })

  it('keeps the sign-in pages, what of their callbacks is on this computer, and the identity pool', () => {
    const kept = { domain: 'https://acme.auth.eu-west-1.amazoncognito.com', scopes: ['openid', 'email'] }
    const ids = { user_pool_id: 'eu-west-1_AbCd12345', user_pool_client_id: '1h57kf5cpq17m0eml12EXAMPLE' }
    const oauth = {
      domain: 'acme.auth.eu-west-1.amazoncognito.com',
      scopes: ['openid', 'email'],
      redirect_sign_in_uri: ['https://app.example.com/', 'http://localhost:3000/'],
    }
    const web = {
      aws_user_pools_id: ids.user_pool_id,
      aws_user_pools_web_client_id: ids.user_pool_client_id,
      aws_cognito_identity_pool_id: identityPoolId,
      oauth: {
        domain: oauth.domain,
        scope: oauth.scopes,
        redirectSignIn: oauth.redirect_sign_in_uri.join(','),
      },
    }
    const gen2 = { auth: { ...ids, oauth, identity_pool_id: identityPoolId } }
    for (const file of [gen2, web])
      expect(readPoolFile(JSON.stringify(file))).toMatchObject([
        {
          managedLogin: { ...kept, redirectUris: ['http://localhost:3000/'] },
          leftOutRedirects: ['https://app.example.com/'],
          identityPoolId,
        },
      ])
    const stack = { Auth: { PoolId: ids.user_pool_id, ClientId: ids.user_pool_client_id, Ui: kept.domain } }
    expect(readPoolFile(JSON.stringify(stack))).toMatchObject([{ managedLogin: { domain: kept.domain } }])
    const pool = { userPoolId: ids.user_pool_id, clientId: ids.user_pool_client_id }
    const own = { signet: 1, pools: [{ ...pool, managedLogin: kept, identityPoolId }] }
    expect(readPoolFile(JSON.stringify(own))).toMatchObject([{ managedLogin: kept, identityPoolId }])
  })

  it('is amplify_outputs.json of Gen 2', () => {
    expect(readPoolFile(samples.amplifyOutputs)).toEqual([
      { name: userPoolId, userPoolId, clientId, hasClientSecret: false, identityPoolId },
    ])
  })

  it('is amplifyconfiguration.json, with each of its pools and its endpoint', () => {
    expect(readPoolFile(samples.mobile)).toEqual([
      {
        name: userPoolId,
        userPoolId,
        clientId,
        hasClientSecret: true,
        identityPoolId,
        endpoint: 'https://auth.example.com',
      },
      {
        name: 'Staff',
        userPoolId: 'us-east-1_Staff1',
        clientId: '2h57kf5cpq17m0eml12EXAMPLE',
        hasClientSecret: false,
      },
    ])
  })

  it.each(['awsExports', 'awsKeys', 'library', 'commonJs'] as const)('is %s', (name) => {
    expect(readPoolFile(samples[name])).toEqual([
      { name: userPoolId, userPoolId, clientId, hasClientSecret: false },
    ])
  })

  it('is the outputs of CDK, paired by stack and by name', () => {
    expect(readPoolFile(samples.cdk)).toEqual([
      {
        name: 'AuthStack StaffClientIdC0605E59',
        userPoolId: 'us-east-1_Staff1',
        clientId: '2h57kf5cpq17m0eml12EXAMPLE',
        hasClientSecret: false,
      },
      { name: 'AuthStack GuestsUserPoolClientId', userPoolId, clientId, hasClientSecret: false },
      {
        name: 'OtherStack',
        userPoolId: 'ap-northeast-1_Other1',
        clientId: '3h57kf5cpq17m0eml12EXAMPLE',
        hasClientSecret: false,
      },
    ])
  })

  it('is the exports that CDK makes for another stack', () => {
    const outputs = {
      ExportsOutputRefUserPool6BA7E5F296FD7236: userPoolId,
      ExportsOutputRefUserPoolUserPoolClient40176907B36BF2D7: clientId,
    }
    expect(readPoolFile(json({ Auth: outputs, Web: { Url: 'https://x.example' } }))).toMatchObject([
      { name: 'Auth', userPoolId, clientId },
    ])
  })

  it('is the answer of describe-stacks, one stack of it, and the outputs alone', () => {
    const [stack] = (JSON.parse(samples.describeStacks) as { Stacks: [{ Outputs: object[] }] }).Stacks
    const found = { name: 'prod-auth', userPoolId, clientId, hasClientSecret: false }
    expect(readPoolFile(samples.describeStacks)).toEqual([found])
    expect(readPoolFile(json(stack))).toEqual([found])
    for (const text of [json(stack.Outputs), json({ outputs: stack.Outputs })])
      expect(readPoolFile(text)).toEqual([{ ...found, name: userPoolId }])
  })

  it("is Signet's own form, with the life of a refresh token", () => {
    expect(readPoolFile(samples.signet)).toEqual([
      {
        name: 'Work',
        userPoolId,
        clientId,
        endpoint: 'http://127.0.0.1:9229',
        method: 'USER_PASSWORD_AUTH',
        refreshTokenLifeSeconds: 2_592_000,
        hasClientSecret: false,
      },
    ])
  })
})

describe('what is found', () => {
  it('tells that there is a client secret, and never takes it', () => {
    const secret = 's'.repeat(30)
    for (const text of [
      signet({ userPoolId, clientId, clientSecret: secret }),
      json({
        CognitoUserPool: { Default: { PoolId: userPoolId, AppClientId: clientId, AppClientSecret: secret } },
      }),
      json({ Stack: { UserPoolId: userPoolId, ClientId: clientId, ClientSecret: secret } }),
    ]) {
      const found = readPoolFile(text)
      expect(found).toMatchObject([{ hasClientSecret: true }])
      expect(json(found)).not.toContain(secret)
    }
  })

  it('is merged where a pair is described twice', () => {
    const pools = [
      { name: 'One', userPoolId, clientId },
      { name: 'Two', userPoolId, clientId, hasClientSecret: true },
    ]
    expect(readPoolFile(json({ signet: 1, pools }))).toEqual([
      { name: 'One', userPoolId, clientId, hasClientSecret: true },
    ])
  })

  it('has a name of its own, whatever the capitals', () => {
    const pools = ['Work', 'work', 'Work'].map((name, index) => ({ name, userPoolId, clientId: `c${index}` }))
    expect(readPoolFile(json({ signet: 1, pools })).map(({ name }) => name)).toEqual([
      'Work',
      'work 2',
      'Work 3',
    ])
  })

  it.each([
    ['a\u202Eb\u001B[2J', 'a\uFFFDb\uFFFD[2J'],
    ['\u0000', '\uFFFD'],
    ['  ', userPoolId],
  ])('has a name that shows what it is: %j', (name, shown) => {
    expect(readPoolFile(signet({ name, userPoolId, clientId }))).toMatchObject([{ name: shown }])
  })

  it('has a name that fits, also of letters that count twice', () => {
    const [pool] = readPoolFile(signet({ name: '𝒜'.repeat(80), userPoolId, clientId }))
    expect(pool?.name.length).toBeLessThanOrEqual(60)
  })

  it('keeps nothing of `__proto__` or `constructor`', () => {
    const text = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"signet":1}`
    expect(() => readPoolFile(text)).toThrow('__proto__ is no field')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(() => readPoolFile(`{"auth":{"__proto__":{"user_pool_id":"${userPoolId}"}}}`)).toThrow('missing')
  })
})
