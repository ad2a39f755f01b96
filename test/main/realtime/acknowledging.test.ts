import type { Refusal } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { takeAlerts } from '../../../src/main/realtime/acknowledging.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

const [FIRST, SECOND] = ['a', 'b'].map((pod) =>
  sampleAlert({ labels: { alertname: 'PaymentsDown', severity: 'critical', pod } }),
) as [Alert, Alert]
const by = (name: string): Partial<Alert> => ({
  acknowledged_by: { name, at: FIRST.starts_at, until: 'resolved' },
})
const refusal = (reason: Refusal['reason'], message: string): Refusal => ({ ok: false, reason, message })
const CONFLICT = refusal('conflict', 'Priya acknowledged this')

/** What is said after pressing Acknowledge, when the server answers these, in order; `ok` where there are no more. */
async function pressed(alerts: readonly Alert[], ...refusals: readonly (Refusal | null)[]) {
  const asked: string[] = []
  const acknowledge = async (fingerprint: string) => {
    asked.push(fingerprint)
    return refusals[asked.length - 1] ?? { ok: true as const, value: FIRST }
  }
  const find = (fingerprint: string) => alerts.find((one) => one.fingerprint === fingerprint)
  const taken = await takeAlerts({ acknowledge }, [FIRST, SECOND], find, 'Ana')
  return { asked: asked.length, said: taken?.refusal ?? null, isKnown: taken !== null }
}

test.each<[string, readonly Alert[], readonly (Refusal | null)[], object]>([
  ['all of them', [FIRST, SECOND], [], { asked: 2, said: null }],
  ['one, the other is somebody else’s by now', [FIRST, SECOND], [null, CONFLICT], { asked: 2, said: null }],
  ['one, the other has left the board', [FIRST, SECOND], [refusal('not_found', 'gone')], { said: null }],
  [
    'none: somebody was first with both',
    [FIRST, SECOND],
    [CONFLICT, CONFLICT],
    { said: { kind: 'not_needed', message: 'Priya acknowledged this' } },
  ],
  [
    'none that is known: what failed is said, not what came too late',
    [FIRST, SECOND],
    [CONFLICT, refusal('unreachable', 'ECONNREFUSED')],
    { said: { kind: 'failed', message: 'the server was not reached' } },
  ],
  [
    'none, because the server says so, in its words',
    [FIRST],
    [refusal('forbidden', 'your role is viewer')],
    { said: { kind: 'failed', message: expect.stringMatching(/your role is viewer$/) } },
  ],
  [
    'perhaps: nobody knows',
    [FIRST],
    [refusal('no_answer', 'late')],
    { said: { kind: 'failed', message: 'the server did not answer; it may have happened' } },
  ],
  ['only what is free', [{ ...FIRST, ...by('Priya') }, SECOND], [], { asked: 1, said: null }],
  ['none of Priya’s', [{ ...FIRST, ...by('Priya') }], [], { asked: 0, said: { message: 'Priya has it.' } }],
  [
    'none of my own',
    [{ ...FIRST, ...by('Ana') }],
    [],
    { asked: 0, said: { message: 'You already have it.' } },
  ],
  ['none of another life', [{ ...FIRST, life: 'abc.9' }], [], { asked: 0, isKnown: false }],
  ['none that is over', [{ ...FIRST, status: 'resolved' }], [], { said: { message: 'It has resolved.' } }],
])('a press takes %s', async (_, alerts, refusals, wanted) => {
  expect(await pressed(alerts, ...refusals)).toMatchObject(wanted)
})
