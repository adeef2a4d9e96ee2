// The architecture, as rules: who may know whom (README "The map").

/** @param {string} name @param {string} comment @param {string} from @param {string} to @param {string} [unless] */
// One row of the table below; more than three, because a row is read across.
// eslint-disable-next-line max-params
const forbid = (name, comment, from, to, unless) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: unless ?? '[.]test[.]ts$' },
  to: { path: to },
})

/** Which core folders a core folder may know; every other sibling is forbidden. */
const coreArrows = {
  account: ['auth', 'cognito', 'sessions', 'vault', 'records', 'lock'],
  auth: ['srp', 'cognito', 'sessions', 'vault', 'records', 'lock'],
  broker: [
    'account',
    'identity-pool',
    'sessions',
    'auth',
    'grants',
    'audit',
    'records',
    'vault',
    'cognito',
    'lock',
  ],
  sessions: ['cognito', 'vault', 'records', 'lock'],
  grants: ['records'],
  audit: ['lock'],
  lock: ['records'],
  'identity-pool': ['cognito', 'sessions', 'records', 'lock'],
  cognito: [],
  srp: [],
  vault: [],
  records: [],
}
const coreRules = Object.entries(coreArrows).map(([folder, known]) => ({
  name: `core-${folder}-knows-${known.length === 0 ? 'no-sibling' : 'only-its-own'}`,
  comment: known.length === 0 ? 'a leaf of core' : `${folder} → ${known.join(', ')}`,
  severity: 'error',
  from: { path: `^main/core/${folder}/`, pathNot: '[.]test[.]ts$' },
  to: { path: '^main/core/[^/]+/', pathNot: `^main/core/(${[folder, ...known].join('|')})/` },
}))

export default {
  forbidden: [
    forbid(
      'core-does-not-know-electron',
      'core runs under plain node',
      '^main/core/',
      'node_modules/electron/',
    ),
    forbid(
      'core-does-not-know-keytar',
      'the keychain is a port',
      '^main/core/',
      'node_modules/(keytar|koffi|dbus-next)/',
    ),
    forbid(
      'core-does-not-know-the-shell',
      'the shell depends on core',
      '^main/core/',
      '^main/(shell|client|cli|network)/|^main/[^/]+\\.ts$',
    ),
    forbid(
      'only-cognito-knows-the-sdk',
      'one wire client',
      '^main/(?!core/cognito/)|^(renderer|shared)/',
      'node_modules/@aws-sdk/',
    ),
    forbid(
      'only-the-code-flow-knows-oauth',
      'one client of managed login',
      '^main/(?!core/auth/flows/)|^(renderer|shared)/',
      'node_modules/oauth4webapi/',
    ),
    forbid(
      'compose-knows-core-alone',
      'ports come from index.ts and agent.ts',
      '^main/compose\\.ts$',
      '^main/(shell|client|cli|network)/',
    ),
    forbid('shell-does-not-know-the-client', 'two ends of one socket', '^main/shell/', '^main/(client|cli)/'),
    forbid(
      'plain-shell-is-plain-node',
      'only shell/electron knows electron',
      '^main/(shell/(?!electron/)|agent\\.ts|compose\\.ts)',
      'node_modules/electron/|^main/shell/electron/',
    ),
    forbid(
      'client-knows-shared-alone',
      'what other programs may use',
      '^main/client/',
      '^main/(?!client/)|node_modules/',
    ),
    forbid(
      'cli-knows-client-and-network-alone',
      'a thin client',
      '^main/cli/',
      '^main/(?!client/|cli/|network/)|node_modules/',
    ),
    forbid(
      'network-knows-shared-alone',
      'for hosts and command alike',
      '^main/network/',
      '^main/(?!network/)|node_modules/',
    ),
    forbid('renderer-sees-only-shared', 'use the bridge', '^renderer/', '^(main|e2e)/'),
    forbid('shared-is-a-leaf', 'contracts know no process', '^shared/', '^(main|renderer|e2e)/'),
    forbid('app-never-imports-e2e', 'emulators stay out', '^(main|renderer|shared)/', '^e2e/'),
    ...coreRules,
    { name: 'no-cycles', comment: 'a cycle has no top', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-node-in-the-window',
      comment: 'renderer and shared run anywhere',
      severity: 'error',
      from: { path: '^(renderer|shared)/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      comment: 'an import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'agent-never-reaches-electron',
      comment: 'the headless agent runs under plain node',
      severity: 'error',
      from: { path: '^main/agent\\.ts$' },
      to: { path: 'node_modules/electron/', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default', 'svelte'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts'],
    },
    exclude: { path: '^(out|dist)/' },
  },
}
