import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeLog } from '../../core/fakes'
import type { Host } from '../../core/host'
import { aHost } from '../../fixtures'
import { type HostLock, takeHostLock } from '../host-lock'
import { claimHost, RunningDesktop } from './running-desktop'

let scratch = ''
let servers: Server[] = []
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'running-desktop-'))
  servers = []
})
afterEach(() => {
  vi.useRealTimers()
  for (const server of servers) server.close()
  rmSync(scratch, { recursive: true })
})

const lockPath = () => join(scratch, 'host.lock')
const socket = () => join(scratch, 'signet.sock')

const claim = () => ({ lockPath: lockPath(), address: socket(), platform: 'linux' }) as const

/** An agent that holds the lock and, when asked to go, does as told. */
function anAgent(onHandOver: (lock: HostLock) => number) {
  const lock = takeHostLock(lockPath())
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    response.writeHead(onHandOver(lock)).end()
  })
  servers.push(server)
  const listen = () => new Promise<void>((resolve) => server.listen(socket(), resolve))
  return { lock, asked, listen }
}

describe('the lock of the host', () => {
  it('is taken at once where it is free', async () => {
    const lock = await claimHost(claim())
    expect(() => takeHostLock(lockPath())).toThrow()
    lock.release()
  })

  it('is taken over from an agent, which is asked once and gets its time', async () => {
    const agent = anAgent((lock) => {
      setTimeout(() => lock.release(), 350)
      return 202
    })
    await agent.listen()
    const lock = await claimHost(claim())
    lock.release()
    expect(agent.asked).toEqual(['POST /v1/hand-over'])
  })

  it('is taken over from an agent that is only just starting, as soon as it listens', async () => {
    const agent = anAgent((lock) => {
      lock.release()
      return 202
    })
    const claiming = claimHost(claim())
    setTimeout(() => void agent.listen(), 300)
    const lock = await claiming
    lock.release()
    expect(agent.asked).toEqual(['POST /v1/hand-over'])
  })

  it('is left to a host that does not take our word', async () => {
    const agent = anAgent(() => 403)
    await agent.listen()
    await expect(claimHost(claim())).rejects.toMatchObject({ code: 'host/already-running' })
    agent.lock.release()
  })
})

/** A desktop whose hosts and servers are counted. `told` is what it did, in order. */
async function aDesktop(
  options: { serve?: () => Promise<void>; compose?: () => Promise<void>; close?: () => Promise<void> } = {},
) {
  const told: string[] = []
  const hosts: Host[] = []
  const desktop = new RunningDesktop({
    address: '/run/signet.sock',
    compose: async ({ isSessionOnly }) => {
      const name = isSessionOnly ? 'session-only' : 'normal'
      if (isSessionOnly) await options.compose?.()
      const { host } = await aHost()
      told.push(`compose ${name}`)
      const close = async () => {
        told.push(`close ${name}`)
        if (!isSessionOnly) await options.close?.()
        await host.close()
      }
      hosts.push({ ...host, close })
      return hosts.at(-1) as Host
    },
    serve: async (host) => {
      await options.serve?.()
      const name = String(hosts.indexOf(host))
      told.push(`serve ${name}`)
      return {
        address: '/run/signet.sock',
        close: () => Promise.resolve(void told.push(`stop ${name}`)),
      }
    },
    changed: () => told.push('changed'),
    log: fakeLog(),
  })
  const followed: Host[] = []
  desktop.onHost((host) => followed.push(host))
  await desktop.start({ isSessionOnly: false })
  return { desktop, told, hosts, followed }
}

const busy = () => Promise.reject(new AppError('host/socket-in-use', 'taken'))

describe('a running desktop', () => {
  it('is followed before programs can ask, and says when they can', async () => {
    const { desktop, told, hosts, followed } = await aDesktop()
    expect(told).toEqual(['compose normal', 'serve 0', 'changed'])
    expect(followed).toEqual(hosts)
    expect(desktop.localApi()).toEqual({ address: '/run/signet.sock', problem: undefined })
  })

  it('serves its window also where programs cannot be served, and says why', async () => {
    const { desktop, told } = await aDesktop({ serve: busy })
    expect(desktop.host).toBeDefined()
    expect(desktop.localApi().problem).toBe('host/socket-in-use')
    expect(told.at(-1)).toBe('changed')
  })

  it('has no host before it starts', () => {
    const parts = { address: '', compose: vi.fn(), serve: vi.fn(), changed: vi.fn(), log: fakeLog() }
    expect(() => new RunningDesktop(parts).host).toThrow(AppError)
  })
})

describe('the switch to this session only', () => {
  it('ends the one host before it starts the other', async () => {
    const { desktop, told, hosts } = await aDesktop()
    await desktop.startSessionOnly()
    expect(told.slice(3)).toEqual(['stop 0', 'close normal', 'compose session-only', 'serve 1', 'changed'])
    expect(desktop.host).toBe(hosts[1])
  })

  it('happens once, however often it is asked for', async () => {
    const { desktop, told } = await aDesktop()
    await Promise.all([desktop.startSessionOnly(), desktop.startSessionOnly()])
    await desktop.startSessionOnly()
    expect(told.filter((line) => line === 'compose session-only')).toHaveLength(1)
    expect(told.filter((line) => line.startsWith('close'))).toEqual(['close normal'])
  })

  it('that fails leaves the host from before, serving, and can be tried again', async () => {
    let isFailing = true
    const compose = () =>
      isFailing ? Promise.reject(new AppError('storage/newer-version', 'newer')) : Promise.resolve()
    const { desktop, told, hosts } = await aDesktop({ compose })
    await expect(desktop.startSessionOnly()).rejects.toMatchObject({ code: 'storage/newer-version' })
    expect(desktop.host).toBe(hosts[0])
    expect(told.slice(-2)).toEqual(['serve 0', 'changed'])
    isFailing = false
    await desktop.startSessionOnly()
    expect(desktop.host).toBe(hosts[1])
  })

  it('does not wait for ever for a host that hangs in its keychain, nor stumble over one that fails', async () => {
    const hung = await aDesktop({ close: () => new Promise(() => undefined) })
    vi.useFakeTimers()
    const switching = hung.desktop.startSessionOnly()
    await vi.advanceTimersByTimeAsync(5_000)
    vi.useRealTimers()
    await switching
    expect(hung.told.at(-1)).toBe('changed')
    const failing = await aDesktop({ close: () => Promise.reject(new Error('no')) })
    await failing.desktop.startSessionOnly()
    expect(failing.desktop.host).toBe(failing.hosts[1])
  })
})

describe('the end of a desktop', () => {
  it('stops serving, then ends the host', async () => {
    const { desktop, told } = await aDesktop()
    await desktop.close()
    expect(told.slice(3)).toEqual(['stop 0', 'close normal'])
  })

  it('in the middle of the switch ends the host that came of it', async () => {
    const { desktop, told } = await aDesktop()
    await Promise.all([desktop.startSessionOnly(), desktop.close()])
    expect(told.slice(-2)).toEqual(['stop 1', 'close session-only'])
  })
})
