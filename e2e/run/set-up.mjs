// Looks at what the machine has, says what is missing, installs it where it may, and else prints the one command to run.
// No dependencies: it runs before `npm ci`.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Debian packages, each with what it is for. */
const packages = {
  chromium: 'the window of the stand-in host',
  'chromium-sandbox': 'Chromium for users other than root',
  'fonts-noto-cjk': 'Japanese in screenshots',
  dbus: 'a private session bus for each test',
  'dbus-bin': 'speaks to that bus in tests',
  'gnome-keyring': 'a private Secret Service for each test',
  'libsecret-1-0': 'what keytar loads',
  'libsecret-tools': 'reads the keyring as another program would',
  gcr: 'the prompt of the keyring',
  xvfb: 'a display of its own for that prompt',
  zsh: 'a shell that completes words',
  fish: 'another one',
  mandoc: 'checks the manual page',
  systemd: 'checks the service of a package',
  curl: 'a program of others that asks for a token',
  openssl: 'certificate authorities of tests',
}
/** Commands that tests alone call, and that may be here from elsewhere: the package of each, and what it is for. */
const commands = {
  git: ['git', 'a program of others that asks for a token, and the server that wants it'],
  kubectl: ['kubernetes-client', 'a program of others that asks for an id token'],
  go: ['golang-go', 'builds the example in Go'],
  python3: ['python3', 'runs the example in Python'],
}
const benchPackages = {
  gcc: 'the C peer of the SRP benchmark and the client of oidc-agent',
  'libc6-dev': 'the same',
  'libssl-dev': 'the C peer of the SRP benchmark',
  'oidc-agent-cli': 'the peer of the token benchmark',
}

/** @param {string} line */
const say = (line) => console.log(`set-up: ${line}`)

/** @param {string} command @param {readonly string[]} args @param {NodeJS.ProcessEnv} [env] */
function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd: root, env })
  if (error !== undefined || status !== 0) {
    say(`\`${command} ${args.join(' ')}\` failed (${error?.message ?? `exit ${status}`})`)
    process.exit(1)
  }
}

/** @param {string} name */
function isInstalled(name) {
  const { stdout, status } = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' })
  return status === 0 && stdout.includes('install ok installed')
}

/** Whether a shell would find it. @param {string} command */
function isFound(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0
}

/** The packages of commands that are not there. @returns {Record<string, string>} */
function packagesOfCommands() {
  const missing = Object.entries(commands).filter(([command]) => !isFound(command))
  return Object.fromEntries(missing.map(([, entry]) => entry))
}

/** How this user may install packages: directly, through sudo without a password, or not at all. */
function privilege() {
  if (process.getuid?.() === 0) return []
  const hasSudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  return hasSudo ? ['sudo', '-n'] : undefined
}

/** @param {Record<string, string>} wanted */
function installPackages(wanted) {
  if (spawnSync('dpkg-query', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    say(
      `this is not Debian or Ubuntu: install by hand what these stand for: ${Object.keys(wanted).join(' ')}`,
    )
    return
  }
  const missing = Object.keys(wanted).filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  for (const name of missing) say(`missing: ${name} (${wanted[name]})`)
  const prefix = privilege()
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (prefix === undefined) {
    say('may not install packages here; run this, then the same command again:')
    console.log(`\n  sudo apt-get update && sudo ${install.join(' ')}\n`)
    process.exit(1)
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const [updateCommand = '', ...updateArgs] = [...prefix, 'apt-get', 'update', '-q']
  run(updateCommand, updateArgs, env)
  const [installCommand = '', ...installArgs] = [...prefix, ...install]
  run(installCommand, installArgs, env)
}

/** The lock file's hash, kept inside node_modules: other content, another `npm ci`. */
function installModules() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules/.signet-lock-sha256')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('npm ci')
  run('npm', ['ci', '--no-audit', '--no-fund'])
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stamp, lock)
}

function demandNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  say(`Node ${process.versions.node} is too old: 20.19 or newer is needed (22.12 for daily use)`)
  process.exit(1)
}

/**
 * Everything that `npm run demo`, `npm test` and `npm run bench` need.
 * @param {{ bench?: boolean, tests?: boolean }} [options]
 */
export function setUp(options = {}) {
  demandNode()
  installPackages({
    ...packages,
    ...(options.tests === true ? packagesOfCommands() : {}),
    ...(options.bench === true ? benchPackages : {}),
  })
  installModules()
}

/** Builds the app into out/. */
export function buildApp() {
  execFileSync(process.execPath, [join(root, 'e2e/run/build.mjs')], { stdio: 'inherit', cwd: root })
}
