// Programs of AWS with credentials of Signet: the AWS CLI, boto3 and the SDK for JavaScript, each by the two ways that
// every SDK knows. GetCallerIdentity at an STS that checks the signature says whether the credentials are good.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { signInBob } from '../fixtures/agent-person'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'
import type { Program } from '../fixtures/programs'

const identityPoolId = 'eu-central-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
const authenticatedRoleArn = 'arn:aws:iam::123456789012:role/SignedIn'
const arn = 'arn:aws:sts::123456789012:assumed-role/SignedIn/CognitoIdentityCredentials'
const question = 'A program asks for temporary AWS credentials of bob.'

test.use({ pool: { identityPools: [{ identityPoolId, authenticatedRoleArn }] } })

const python = `import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])`
const javascript = `import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
console.log(Arn)`

/** Each says the ARN of whoever signs its requests. */
const clients: readonly (readonly [string, Pick<Program, 'command' | 'args'>])[] = [
  [
    'the AWS CLI',
    { command: 'aws', args: ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'] },
  ],
  ['boto3', { command: '/usr/bin/python3', args: ['-c', python] }],
  ['the SDK for JavaScript', { command: process.execPath, args: ['--input-type=module', '-e', javascript] }],
]

/** The environment of a program of AWS: nothing of it but what stands here. */
function environment(computer: HeadlessComputer, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const config = computer.beside('aws-config')
  return {
    ...computer.env,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: computer.beside('no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_STS: computer.cognito.url,
    ...more,
  }
}

/** Debian's AWS CLI and boto3 are older than AWS_ENDPOINT_URL_STS: their way is a flag, or an argument. */
function atSts(computer: HeadlessComputer, { command, args = [] }: Pick<Program, 'command' | 'args'>) {
  const { url } = computer.cognito
  if (command === 'aws') return { command, args: ['--endpoint-url', url, ...args] }
  return { command, args: args.map((text) => text.replace('"sts")', `"sts", endpoint_url="${url}")`)) }
}

/** What `signet serve-aws` has printed, as variables. */
function printed(text: string): Readonly<Record<string, string>> {
  const lines = [...text.matchAll(/^export (\w+)=(.*)$/gm)]
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
}

test.beforeEach(async ({ computer }) => {
  computer.hasPools({ identityPoolId })
  await computer.agent()
  await signInBob(computer)
})

test('by credential_process: each program is asked about, and gets its credentials', async ({ computer }) => {
  const line = `credential_process = ${computer.signetCommand} aws-credentials --account bob`
  writeFileSync(computer.beside('aws-config'), `[profile work]\n${line}\n`)
  const env = environment(computer, { AWS_PROFILE: 'work' })
  for (const [name, client] of clients) {
    await test.step(name, async () => {
      const asking = computer.programs.startOnTerminal({ ...atSts(computer, client), env })
      await asking.answer(question, 'l')
      expect(await asking.ended, name).toMatchObject({ exit: 0, out: `${arn}\n` })
    })
  }
})

test('by the endpoint: its opener alone is asked about, and Ctrl-C ends it', async ({ computer }) => {
  const serving = computer.onTerminal('serve-aws')
  await serving.answer('an endpoint that gives temporary AWS credentials of bob', 'o')
  await expect.poll(serving.said).toContain('AUTHORIZATION_TOKEN_FILE=')
  const variables = printed(serving.said())
  for (const [name, client] of clients) {
    // Debian's botocore is older than the file: for it the token goes into the environment, as it stands in the file.
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file = '', ...uri } = variables
    const knowsFile = name === 'the SDK for JavaScript'
    const env = environment(
      computer,
      knowsFile ? variables : { ...uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: readFileSync(file, 'utf8') },
    )
    const ended = await computer.programs.run({ ...atSts(computer, client), env })
    expect(ended, `${name}: ${ended.err}`).toMatchObject({ exit: 0, out: `${arn}\n` })
  }
  // Three programs, one call of AWS.
  expect(computer.cognito.counters().operations).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 })
  serving.pty.type('\u0003')
  await serving.ended
  const [, client] = clients[2]!
  const after = await computer.programs.run({
    ...atSts(computer, client),
    env: environment(computer, variables),
  })
  expect(after.exit).not.toBe(0)
  expect(computer.read('audit/1.jsonl')).toContain('"decision":"endpoint-ended"')
})
