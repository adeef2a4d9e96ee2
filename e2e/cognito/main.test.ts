import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('main.ts', import.meta.url))
const demoPool = fileURLToPath(new URL('demo-pool.json', import.meta.url))
const children = new Set<ChildProcess>()

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, stdout: collect(child.stdout), stderr: collect(child.stderr) }
}

function collect(stream: NodeJS.ReadableStream): { text: string } {
  const collected = { text: '' }
  stream.on('data', (chunk: Buffer) => {
    collected.text += chunk.toString('utf8')
  })
  return collected
}

describe('npm run cognito', () => {
  it('prints one line with its address when it is ready, and ends on SIGTERM', async () => {
    const { child, ended, stdout } = run('--pool', demoPool)
    await once(child.stdout, 'data')

    const { url } = JSON.parse(stdout.text) as { readonly url: string }
    expect(stdout.text.endsWith('}\n')).toBe(true)
    expect((await fetch(`${url}/eu-central-1_SignetDemo/.well-known/jwks.json`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  }, 30_000)

  it.each([
    [['--pool', 'nowhere.json'], 'nowhere.json: cannot be read'],
    [['--pool', fileURLToPath(new URL('../../package.json', import.meta.url))], 'package.json: pools:'],
    [[], '--pool is missing'],
    [['--pool', demoPool, '--port', '70000'], '--port 70000'],
    [['--what'], "Unknown option '--what'"],
  ])(
    'ends with 2 and says why for %j',
    async (args, message) => {
      const { ended, stdout, stderr } = run(...args)

      expect(await ended).toBe(2)
      expect(stderr.text).toContain(message)
      expect(stdout.text).toBe('')
    },
    30_000,
  )

  it('ends with 1 when the port is taken', async () => {
    const first = run('--pool', demoPool)
    await once(first.child.stdout, 'data')
    const { port } = new URL((JSON.parse(first.stdout.text) as { readonly url: string }).url)
    const second = run('--pool', demoPool, '--port', port)

    expect(await second.ended).toBe(1)
    expect(second.stderr.text).toContain('EADDRINUSE')
  }, 30_000)
})
