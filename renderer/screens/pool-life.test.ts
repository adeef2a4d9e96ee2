import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { texts } from '../../shared/text/text'
import { aPool, type FakeBridge } from '../fake-bridge'
import { press, quoted, type } from '../open-account'
import { openMain, settled } from '../open-window'

const text = texts.en.pools
const { lifeUnits } = text
const error = texts.en.fields['pool.lifeForm']

/** The form on the page of a pool with this life. */
async function open(refreshTokenLifeSeconds?: number): Promise<FakeBridge> {
  const life = refreshTokenLifeSeconds === undefined ? {} : { refreshTokenLifeSeconds }
  const bridge = openMain({ state: { pools: [aPool(life)] } })
  await settled()
  await press(texts.en.pages.pools)
  await press(text.lifeChangeFor(quoted('Work')))
  return bridge
}

const field = () => screen.getByLabelText<HTMLInputElement>(text.lifeAmount)
const chosen = () => screen.getByRole<HTMLInputElement>('radio', { checked: true })
const choose = (unit: string) => fireEvent.click(screen.getByRole('radio', { name: unit }))
const set = (bridge: FakeBridge) => bridge.inputs('pools.setLife')

describe('how long the sign-ins of a pool last', () => {
  it.each([
    { life: 3600, words: '1 hour', amount: '1', unit: lifeUnits.hour },
    { life: 5400, words: '1 hour, 30 minutes', amount: '90', unit: lifeUnits.minute },
    { life: 90_000, words: '1 day, 1 hour', amount: '25', unit: lifeUnits.hour },
    { life: 2_592_000, words: '30 days', amount: '30', unit: lifeUnits.day },
    { life: 5401, words: '1 hour, 30 minutes, 1 second', amount: '5401', unit: lifeUnits.second },
    { life: 315_360_000, words: '3,650 days', amount: '3650', unit: lifeUnits.day },
  ])(
    'is shown as it is, and stays when it is saved unchanged: $words',
    async ({ life, words, amount, unit }) => {
      const bridge = await open(life)
      expect(screen.getByText(words)).toBeTruthy()
      expect(field().value).toBe(amount)
      expect(chosen().labels?.[0]?.textContent).toBe(unit)
      await press(text.lifeSave)
      expect(set(bridge)).toEqual([{ name: 'Work', refreshTokenLifeSeconds: life }])
    },
  )

  it('is counted in days where nothing is known yet, and never in seconds', async () => {
    await open()
    expect(field().value).toBe('')
    expect(chosen().labels?.[0]?.textContent).toBe(lifeUnits.day)
    expect(screen.getAllByRole('radio')).toHaveLength(3)
  })

  it.each([
    ['90', lifeUnits.minute, 5400],
    ['60', lifeUnits.minute, 3600],
    [' ９０ ', lifeUnits.minute, 5400],
    ['5256000', lifeUnits.minute, 315_360_000],
    ['87600', lifeUnits.hour, 315_360_000],
  ])('is taken: %s %s', async (amount, unit, life) => {
    const bridge = await open()
    await type(text.lifeAmount, amount)
    await choose(unit)
    await press(text.lifeSave)
    expect(set(bridge)).toEqual([{ name: 'Work', refreshTokenLifeSeconds: life }])
  })

  it.each([
    ['59', lifeUnits.minute],
    ['5256001', lifeUnits.minute],
    ['0', lifeUnits.hour],
    ['1.5', lifeUnits.hour],
    ['3651', lifeUnits.day],
    ['', lifeUnits.day],
    ['-1', lifeUnits.day],
    ['a week', lifeUnits.day],
  ])('is refused at its field, before anything is asked of main: %j %s', async (amount, unit) => {
    const bridge = await open()
    await type(text.lifeAmount, amount)
    await choose(unit)
    expect(screen.queryByText(error, { exact: false })).toBeNull()
    await press(text.lifeSave)
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(field())
    const described = (field().getAttribute('aria-describedby') ?? '').split(' ')
    expect(described.map((id) => document.getElementById(id)?.textContent).join(' ')).toContain(error)
    expect(set(bridge)).toEqual([])
  })

  it('is not known again at one press', async () => {
    const bridge = await open(5400)
    await press(text.lifeClear)
    expect(set(bridge)).toEqual([{ name: 'Work' }])
  })
})
