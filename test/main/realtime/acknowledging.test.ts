import type { Refusal, Request, Result } from '@watchfloor/client'
import type { AcknowledgeManyRequest, Acknowledgement, Alert, LateAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { takeAlerts } from '../../../src/main/realtime/acknowledging.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

const [FIRST, SECOND] = ['a', 'b'].map((pod) =>
  sampleAlert({ labels: { alertname: 'PaymentsDown', severity: 'critical', pod } }),
) as [Alert, Alert]
const by = (name: string, more: Partial<Acknowledgement> = {}): Partial<Alert> => ({
  acknowledged_by: { name, at: FIRST.starts_at, until: 'resolved', ...more },
})
const OFFERED = { offered_to: { name: 'ana', at: FIRST.starts_at, lapses_at: FIRST.starts_at } }
const refusal = (reason: Refusal['reason'], message: string): Refusal => ({ ok: false, reason, message })
const CONFLICT = refusal('conflict', 'Priya acknowledged this')

/**
 * What is said after pressing Acknowledge, when the server answers these, in order; `ok` where there are no more. Of
 * several alerts, asked for in one request, each refusal that is no conflict refuses all.
 */
async function pressed(alerts: readonly Alert[], ...refusals: readonly (Refusal | null)[]) {
  let asked = 0
  const acknowledge = async (): Promise<Result<Alert>> => {
    asked++
    return refusals[0] ?? { ok: true, value: FIRST }
  }
  const request = async <T>({ body, parse }: Request<T>): Promise<Result<T>> => {
    const { alerts: many } = body as AcknowledgeManyRequest
    asked += many.length
    const whole = refusals.find((one) => one !== null && !LATE.has(one.reason))
    if (whole != null) return whole
    const late = many.flatMap(({ fingerprint }, n) => lateOf(fingerprint, refusals[n]))
    const answer = parse({ done: many.length - late.length, reached: many.length, late })
    return answer.ok ? answer : { ok: false, reason: 'unreadable', message: answer.error }
  }
  const find = (fingerprint: string) => alerts.find((one) => one.fingerprint === fingerprint)
  const taken = await takeAlerts({ acknowledge, request }, [FIRST, SECOND], find, 'Ana')
  return { asked, said: taken?.refusal ?? null, isKnown: taken !== null }
}

const LATE: ReadonlySet<string> = new Set(['conflict', 'not_found'])

function lateOf(fingerprint: string, refusal: Refusal | null | undefined): readonly LateAlert[] {
  if (refusal == null) return []
  return [
    refusal.reason === 'conflict'
      ? { fingerprint, why: 'held', by: 'Priya' }
      : { fingerprint, why: 'not_found' },
  ]
}

test.each<[string, readonly Alert[], readonly (Refusal | null)[], object]>([
  ['all of them', [FIRST, SECOND], [], { asked: 2, said: null }],
  ['one, the other is somebody else’s by now', [FIRST, SECOND], [null, CONFLICT], { asked: 2, said: null }],
  ['one, the other has left the board', [FIRST, SECOND], [refusal('not_found', 'gone')], { said: null }],
  [
    'none: somebody was first with both',
    [FIRST, SECOND],
    [CONFLICT, CONFLICT],
    { said: { kind: 'not_needed', message: 'Priya has it' } },
  ],
  [
    'none that is known: what failed is said',
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
  ['what Priya hands over (S37)', [{ ...FIRST, ...by('Priya', OFFERED) }], [], { asked: 1, said: null }],
  [
    'what I am asked about again (S38)',
    [{ ...FIRST, ...by('Ana', { asked_at: FIRST.starts_at }) }],
    [],
    { asked: 1, said: null },
  ],
  ['none of another life', [{ ...FIRST, life: 'abc.9' }], [], { asked: 0, isKnown: false }],
  ['none that is over', [{ ...FIRST, status: 'resolved' }], [], { said: { message: 'It has resolved.' } }],
])('a press takes %s', async (_, alerts, refusals, wanted) => {
  expect(await pressed(alerts, ...refusals)).toMatchObject(wanted)
})
