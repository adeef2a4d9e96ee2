import { expect, it } from 'vitest'
import { Incarnations } from './incarnations'

const stat = (image: string) => ({ parentPid: 1, terminalDevice: 0, startTime: '5', image })

it('gives one object for one incarnation, and another one after the process ran another program', () => {
  let image = 'a'
  const processes = new Incarnations(() => stat(image))
  const first = processes.stat(7)
  expect(processes.stat(7)).toBe(first)
  image = 'b'
  const second = processes.stat(7)
  expect(second).not.toBe(first)
  expect(processes.stat(7)).toBe(second)
})

it('knows nothing of a process that has ended, and forgets what came first', () => {
  let isThere = true
  const processes = new Incarnations(() => (isThere ? stat('a') : undefined))
  const first = processes.stat(1)
  for (let pid = 2; pid < 300; pid++) processes.stat(pid)
  expect(processes.stat(1)).not.toBe(first)
  isThere = false
  expect(processes.stat(1)).toBeUndefined()
})
