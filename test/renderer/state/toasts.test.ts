import { expect, test } from 'vitest'
import { createToasts, shownToasts, type Toast } from '../../../src/renderer/state/toasts.ts'

/** Timers that fire when told to. */
function handTimers() {
  const due = new Set<() => void>()
  const after = (_milliseconds: number, run: () => void): (() => void) => {
    due.add(run)
    return () => due.delete(run)
  }
  const fire = (): void => {
    for (const run of [...due]) {
      due.delete(run)
      run()
    }
  }
  return { after, fire }
}

const result = { kind: 'result', text: ['done'], actions: [] } as const
const critical = (key: string) => ({ kind: 'critical', text: [key], actions: [], key }) as const

test('a result leaves by itself; errors and criticals stay until dismissed', () => {
  const timers = handTimers()
  const toasts = createToasts(timers.after)
  toasts.push(result)
  toasts.push({ kind: 'error', text: ['no'], actions: [] })
  const id = toasts.push(critical('a'))
  timers.fire()
  expect(toasts.getState().toasts.map(({ kind }) => kind)).toEqual(['error', 'critical'])
  toasts.dismiss(id)
  expect(toasts.getState().toasts.map(({ kind }) => kind)).toEqual(['error'])
})

test('nothing leaves while it is held', () => {
  const timers = handTimers()
  const toasts = createToasts(timers.after)
  toasts.push(result)
  toasts.hold(true)
  timers.fire()
  expect(toasts.getState().toasts).toHaveLength(1)
  toasts.hold(false)
  timers.fire()
  expect(toasts.getState().toasts).toHaveLength(0)
})

test('a newer toast of the same key takes the place of the older', () => {
  const toasts = createToasts(handTimers().after)
  toasts.push(critical('a'))
  toasts.push(critical('a'))
  expect(toasts.getState().toasts).toHaveLength(1)
  toasts.dismissKeys(new Set(['a']))
  expect(toasts.getState().toasts).toHaveLength(0)
})

test('of more than three, the last is a count; an answer to what I did is never in it', () => {
  const toasts: Toast[] = [
    { ...result, id: 1 },
    ...['a', 'b', 'c', 'd', 'e'].map((key, index) => ({ ...critical(key), id: index + 2 })),
  ]
  const { shown, more } = shownToasts(toasts)
  expect(shown.map(({ id }) => id)).toEqual([1, 6])
  expect(more).toBe('+ 4 more critical')
  expect(shownToasts(toasts.slice(0, 3))).toEqual({ shown: toasts.slice(0, 3), more: '' })
})
