// The configuration files of AWS Amplify: Gen 2 outputs, the mobile form, the `aws_*` keys, and the library's own.
import type { Description, Entry } from './found-pool'
import { isGiven } from './found-pool'
import { type Fields, isFields, type Literal } from './literal'

/** @returns what the file says of its pools; undefined where it is none of Amplify's. */
export function amplifyPools(root: Fields): readonly Description[] | undefined {
  return gen2(root) ?? mobile(root) ?? awsKeys(root) ?? library(root)
}

/** `amplify_outputs.json`. */
function gen2(root: Fields): readonly Description[] | undefined {
  const auth = root.get('auth')
  const keys = ['user_pool_id', 'user_pool_client_id', 'identity_pool_id', 'aws_region']
  if (!isFields(auth) || !keys.some((key) => auth.has(key))) return undefined
  const at = entriesOf(auth, 'auth.')
  return [
    {
      userPoolId: at('user_pool_id'),
      clientId: at('user_pool_client_id'),
      region: at('aws_region'),
      endpoint: at('user_pool_endpoint'),
      clientSecret: at('user_pool_client_secret'),
    },
  ]
}

/** `amplifyconfiguration.json`, and `awsconfiguration.json` before it: pools by name, `Default` as a rule. */
function mobile(root: Fields): readonly Description[] | undefined {
  const plugin = inside(root, ['auth', 'plugins', 'awsCognitoAuthPlugin'])
  const pools = inside(isFields(plugin) ? plugin : root, ['CognitoUserPool'])
  if (!isFields(pools)) return plugin === undefined ? undefined : [mobilePool(['Default', new Map()])]
  return [...pools].map(mobilePool)
}

function mobilePool([name, value]: readonly [string, Literal]): Description {
  const at = entriesOf(isFields(value) ? value : new Map(), `CognitoUserPool.${name}.`)
  return {
    name: name === 'Default' ? undefined : name,
    userPoolId: at('PoolId'),
    clientId: at('AppClientId'),
    region: at('Region'),
    endpoint: at('Endpoint'),
    clientSecret: at('AppClientSecret'),
  }
}

/** `aws-exports.js`, and the mobile file of the same keys. */
function awsKeys(root: Fields): readonly Description[] | undefined {
  const keys = [
    'aws_user_pools_id',
    'aws_user_pools_web_client_id',
    'aws_cognito_region',
    'aws_project_region',
  ]
  if (!keys.some((key) => root.has(key))) return undefined
  const at = entriesOf(root, '')
  return [
    {
      userPoolId: at('aws_user_pools_id'),
      clientId: at('aws_user_pools_web_client_id'),
      region: at('aws_cognito_region'),
      endpoint: at('aws_user_pools_endpoint'),
      clientSecret: at('aws_user_pools_web_client_secret'),
    },
  ]
}

/** What a program hands to `Amplify.configure`, often kept in a file of its own. */
function library(root: Fields): readonly Description[] | undefined {
  const auth = root.get('Auth')
  const cognito = isFields(auth) ? auth.get('Cognito') : undefined
  const keys = ['Cognito', 'userPoolId', 'userPoolClientId', 'userPoolWebClientId', 'identityPoolId']
  // A stack of CDK may be called Auth too.
  if (!isFields(auth) || !keys.some((key) => auth.has(key))) return undefined
  const fields = isFields(cognito) ? cognito : auth
  const at = entriesOf(fields, isFields(cognito) ? 'Auth.Cognito.' : 'Auth.')
  const webClient = at('userPoolWebClientId')
  return [
    {
      userPoolId: at('userPoolId'),
      clientId: isGiven(webClient.value) ? webClient : at('userPoolClientId'),
      region: at('region'),
      endpoint: at(isFields(cognito) ? 'userPoolEndpoint' : 'endpoint'),
      clientSecret: at('clientSecret'),
    },
  ]
}

function entriesOf(fields: Fields, path: string): (key: string) => Entry {
  return (key) => ({ path: `${path}${key}`, value: fields.get(key) })
}

function inside(root: Fields, path: readonly string[]): Literal | undefined {
  return path.reduce<Literal | undefined>(
    (value, key) => (isFields(value) ? value.get(key) : undefined),
    root,
  )
}
