import { createServer, type Server, type Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { busSocketPath, DBusConnection } from './dbus'

const call = { destination: 'a.b', path: '/a', interface: 'a.b', member: 'C', args: [] }

describe('the address of a bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/dbus-x,guid=0123', '/tmp/dbus-x'],
    ['unix:guid=0123,path=/with%20space%2ccomma', '/with space,comma'],
    ['unix:path=/with:colon', '/with:colon'],
    ['unix:abstract=/tmp/dbus-y,guid=1', '\0/tmp/dbus-y'],
    ['tcp:host=localhost,port=1;unix:path=/second', '/second'],
    ['tcp:host=localhost,port=1', undefined],
    ['autolaunch:', undefined],
    ['', undefined],
  ])('%s leads to a socket, or to none', (address, path) => {
    expect(busSocketPath(address)).toBe(path)
  })
})

describe('a connection to a bus that misbehaves', () => {
  let folder: string
  let server: Server | undefined
  let path: string
  const sockets: Socket[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-dbus-'))
    path = join(folder, 'bus')
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
    server = undefined
    rmSync(folder, { recursive: true, force: true })
  })
  const listen = (onSocket: (socket: Socket) => void) =>
    new Promise<void>((resolve) => {
      server = createServer((socket) => {
        sockets.push(socket)
        onSocket(socket)
      }).listen(path, resolve)
    })

  it('rejects the call when there is none', async () => {
    const bus = new DBusConnection(path)
    await expect(bus.call(call)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(bus.isClosed).toBe(true)
    await expect(bus.call(call)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([
    ['closes at once', (socket: Socket) => socket.end(), 'closed'],
    [
      'refuses the user',
      (socket: Socket) => socket.write('REJECTED EXTERNAL\r\n'),
      'does not accept this user',
    ],
    ['talks without an end', (socket: Socket) => socket.write('x'.repeat(5000)), 'does not accept this user'],
    [
      'talks nonsense',
      (socket: Socket) => socket.write(`OK 0123\r\n${'\xff'.repeat(64)}`, 'latin1'),
      'no D-Bus message',
    ],
    ['goes away in the middle', (socket: Socket) => socket.once('data', () => socket.destroy()), 'closed'],
  ])('rejects the call when it %s', async (_, onSocket, why) => {
    await listen(onSocket)
    const bus = new DBusConnection(path)
    await expect(bus.call(call)).rejects.toThrow(why)
    expect(bus.isClosed).toBe(true)
  })

  it.each([
    ['too long to be read', '\0\0\0\x02'],
    ['of no sense', '\x04\0\0\0'],
  ])('rejects the call whose answer is %s', async (_, bodyLength) => {
    const head = `l\x02\0\x01${bodyLength}\x01\0\0\0\x08\0\0\0`
    await listen((socket) => socket.write(`OK 0123\r\n${head}${'\xff'.repeat(64)}`, 'latin1'))
    await expect(new DBusConnection(path).call(call)).rejects.toThrow('no D-Bus message')
  })

  it('tells of its end once, and not where it is closed from here', async () => {
    await listen((socket) => socket.write('OK 0123\r\n'))
    const told: string[] = []
    const [lost, closed] = [new DBusConnection(path), new DBusConnection(path)]
    lost.onLost(({ message }) => told.push(message))
    closed.onLost(({ message }) => told.push(message))
    await vi.waitFor(() => expect(sockets).toHaveLength(2))
    closed.close()
    for (const socket of sockets) socket.destroy()
    await vi.waitFor(() => expect(told).toEqual(['the bus closed the connection']))
  })

  it('rejects calls under way when it is closed from here', async () => {
    await listen((socket) => socket.write('OK 0123\r\n'))
    const bus = new DBusConnection(path)
    const calls = [bus.call(call), bus.call(call)]
    bus.close()
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected')
  })

  it('works over an abstract socket', async () => {
    path = `\0signet-test-${process.pid}`
    await listen((socket) => socket.end())
    await expect(new DBusConnection(path).call(call)).rejects.toThrow('closed')
  })
})
