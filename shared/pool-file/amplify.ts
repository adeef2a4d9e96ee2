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
      pages: pagesIn(auth.get('oauth'), 'auth.oauth.', gen2Pages),
      identityPool: at('identity_pool_id'),
    },
  ]
}

/** `amplifyconfiguration.json`, and `awsconfiguration.json` before it: pools by name, `Default` as a rule. */
function mobile(root: Fields): readonly Description[] | undefined {
  const plugin = inside(root, ['auth', 'plugins', 'awsCognitoAuthPlugin'])
  const pools = inside(isFields(plugin) ? plugin : root, ['CognitoUserPool'])
  if (!isFields(pools)) return plugin === undefined ? undefined : [mobilePool(['Default', new Map()])]
  const auths = inside(isFields(plugin) ? plugin : root, ['Auth'])
  const identity = inside(isFields(plugin) ? plugin : root, ['CredentialsProvider', 'CognitoIdentity'])
  return [...pools].map((pool) => {
    const [name] = pool
    const found = mobilePool(pool)
    const oauth = isFields(auths) ? inside(auths, [name, 'OAuth']) : undefined
    const identityPool = isFields(identity) ? inside(identity, [name, 'PoolId']) : undefined
    return {
      ...found,
      pages: pagesIn(oauth, `Auth.${name}.OAuth.`, mobilePages),
      identityPool: { path: `CognitoIdentity.${name}.PoolId`, value: identityPool },
    }
  })
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
      pages: pagesIn(root.get('oauth'), 'oauth.', webPages),
      identityPool: at('aws_cognito_identity_pool_id'),
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
      pages: pagesIn(oauthOf(fields), 'oauth.', webPages),
      identityPool: at('identityPoolId'),
    },
  ]
}

/** How each generation calls the parts of the hosted UI. */
interface PageKeys {
  readonly domain: string
  readonly redirectUris: string
  readonly scopes: string
}
const gen2Pages: PageKeys = { domain: 'domain', redirectUris: 'redirect_sign_in_uri', scopes: 'scopes' }
const mobilePages: PageKeys = { domain: 'WebDomain', redirectUris: 'SignInRedirectURI', scopes: 'Scopes' }
const webPages: PageKeys = { domain: 'domain', redirectUris: 'redirectSignIn', scopes: 'scope' }

function pagesIn(
  oauth: Literal | undefined,
  path: string,
  { domain, redirectUris, scopes }: PageKeys,
): Description['pages'] {
  if (!isFields(oauth)) return undefined
  const at = entriesOf(oauth, path)
  const either = (one: string, other: string) => (oauth.has(one) ? at(one) : at(other))
  // The library's own configuration has the plural where aws-exports has the singular.
  return { domain: at(domain), redirectUris: at(redirectUris), scopes: either(scopes, 'scopes') }
}

/** `loginWith.oauth` of the library's present form, `oauth` of the one before. */
function oauthOf(fields: Fields): Literal | undefined {
  return inside(fields, ['loginWith', 'oauth']) ?? fields.get('oauth')
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
