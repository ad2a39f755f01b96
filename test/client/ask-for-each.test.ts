import { askForEach, type Result } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { sampleAlert } from '../support/sample-alert.ts'

const many = (count: number): readonly Alert[] =>
  Array.from({ length: count }, (_, n) =>
    sampleAlert({ fingerprint: String(n).padStart(16, '0'), life: `e.${n}` }),
  )

test('each alert is asked for in its own life, at most six at once', async () => {
  const alerts = many(40)
  const asked: unknown[] = []
  let open = 0
  let most = 0
  const outcome = await askForEach(alerts, 'Ana', async (fingerprint, request) => {
    asked.push([fingerprint, request])
    most = Math.max(most, ++open)
    await Promise.resolve()
    open--
    return { ok: true, value: sampleAlert() }
  })
  expect(asked).toEqual(alerts.map(({ fingerprint, life }) => [fingerprint, { life, name: 'Ana' }]))
  expect(most).toBe(6)
  expect(outcome).toEqual({ done: alerts, late: [], failed: [] })
})

test('who came too late did not fail, and what failed is told from it', async () => {
  const alerts = many(5)
  const answers: readonly Result<Alert>[] = [
    { ok: false, reason: 'unreachable', message: 'no way' },
    { ok: true, value: sampleAlert() },
    { ok: false, reason: 'conflict', message: 'Priya has it' },
    { ok: false, reason: 'not_found', message: 'it has left' },
    { ok: true, value: sampleAlert() },
  ]
  const { done, late, failed } = await askForEach(alerts, 'Ana', async (fingerprint) => {
    const answer = answers[Number(fingerprint)]
    if (answer === undefined) throw new Error(`nobody asks for ${fingerprint}`)
    return answer
  })
  expect(done).toEqual([alerts[1], alerts[4]])
  expect(late.map(({ alert, refusal }) => [alert, refusal.reason])).toEqual([
    [alerts[2], 'conflict'],
    [alerts[3], 'not_found'],
  ])
  expect(failed.map(({ alert }) => alert)).toEqual([alerts[0]])
})
