import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeClock } from '../fakes'
import { SharedQuestions } from './shared-question'

function aQuestion() {
  const questions = new SharedQuestions<string>(fakeClock())
  const asked: { answer: (given: string) => void; signal: AbortSignal }[] = []
  const join = (signal = new AbortController().signal) =>
    questions.join(
      'key',
      {
        signal,
        tooLate: () => new AppError('auth/timed-out', 'Too late.'),
        gone: () => new AppError('auth/cancelled', 'Gone.'),
      },
      (closing) => new Promise((resolve) => asked.push({ answer: resolve, signal: closing })),
    )
  return { questions, asked, join }
}

describe('a shared question', () => {
  it('that was answered is over, not closed', async () => {
    const { questions, asked, join } = aQuestion()
    const all = [join(), join()]
    asked[0]?.answer('yes')
    expect(await Promise.all(all)).toEqual(['yes', 'yes'])
    expect(asked[0]?.signal.aborted).toBe(false)
    expect(questions.size).toBe(0)
  })

  it('is asked anew once its last waiter has gone', async () => {
    const { asked, join } = aQuestion()
    const hangUp = new AbortController()
    const gone = join(hangUp.signal)
    hangUp.abort()
    await expect(gone).rejects.toMatchObject({ code: 'auth/cancelled' })
    expect(asked[0]?.signal.aborted).toBe(true)
    const again = join()
    expect(asked).toHaveLength(2)
    asked[0]?.answer('too late for anyone')
    asked[1]?.answer('yes')
    expect(await again).toBe('yes')
  })
})
