import type { MatcherData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const UNTIL = { confirmed: true, untilResolved: true }
const team: MatcherData = { name: 'team', value: 'a', is_regex: false, is_equal: true }

function input(t: TestCore, extra: Partial<SilenceInput> = {}): SilenceInput {
  const now = t.clock.now()
  const times = { startsAt: now, endsAt: now + 12 * HOUR }
  const said = { createdBy: 'Ana', comment: 'rollout', annotations: undefined }
  return { id: undefined, matchers: [team], ...times, ...said, ...extra }
}

async function save(t: TestCore, extra: Partial<SilenceInput> = {}, options = UNTIL) {
  const answer = await t.core.saveSilence(input(t, extra), options)
  if (!answer.ok || answer.value.kind !== 'saved') throw new Error(JSON.stringify(answer))
  return answer.value.silence
}

const fires = (t: TestCore, name: string, ends = 10 * HOUR) => t.report(name, { labels: { team: 'a' }, ends })
const resolves = (t: TestCore, name: string) => t.report(name, { labels: { team: 'a' }, ends: 0 })
const stateOf = (t: TestCore, id: string) => t.core.silences().find((silence) => silence.id === id)?.state

test('a silence until resolved ends in the transaction in which the last of its alerts resolves, and says why', async () => {
  const t = await startCore(await tempDir())
  await fires(t, 'A')
  await fires(t, 'B')
  const { id, annotations } = await save(t)
  expect(annotations.watchfloor_ends_with).toMatch(/^[0-9a-f]{16}\/\S+ [0-9a-f]{16}\/\S+$/)
  await resolves(t, 'A')
  expect(stateOf(t, id)).toBe('active')
  // What began to fire after it was made does not keep it.
  await fires(t, 'C')
  t.take()
  t.events.length = 0
  await resolves(t, 'B')
  expect(t.events.map(({ type }) => type)).toEqual(['alert_resolved', 'silence_expired', 'alert_unsilenced'])
  expect(t.events[1]?.data).toMatchObject({
    id,
    state: 'expired',
    by: 'watchfloor: B resolved',
    reason: expect.stringMatching(/^the last of its 2 alerts, B, resolved/),
  })
  await t.core.close()
})

test('an end by loss of contact is an end too, and a new life of the alert does not keep the silence', async () => {
  const t = await startCore(await tempDir())
  await t.pass(6 * MINUTE)
  await fires(t, 'A', 5 * MINUTE)
  const { id } = await save(t)
  await t.pass(6 * MINUTE)
  expect(stateOf(t, id)).toBe('expired')
  await fires(t, 'A')
  expect(stateOf(t, id)).toBe('expired')
  expect(t.core.board().alerts.map(({ silenced_by }) => silenced_by)).toEqual([[]])
  await t.core.close()
})

test('it survives a restart, and what should have ended meanwhile is ended by the start', async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  await fires(t, 'A')
  const kept = await save(t)
  await t.core.close()
  t = await startCore(folder, { clock: t.clock })
  expect(stateOf(t, kept.id)).toBe('active')
  await resolves(t, 'A')
  expect(stateOf(t, kept.id)).toBe('expired')
  await t.core.close()

  // A store in which the alert is over and the silence is not.
  t = await startCore(folder, {
    clock: t.clock,
    storage: (real) => ({
      ...real,
      load: async (midnight, recent) => {
        const stored = await real.load(midnight, recent)
        return { ...stored, silences: stored.silences.map((one) => ({ ...one, ...kept })) }
      },
    }),
  })
  expect(stateOf(t, kept.id)).toBe('expired')
  expect((await t.core.log.readAfter(0, 1_000)).at(-1)).toMatchObject({ type: 'silence_expired' })
  await t.core.close()
})

test('a change by a client that knows no annotations keeps it, and our own API can take it back', async () => {
  const t = await startCore(await tempDir())
  await fires(t, 'A')
  const { id, starts_at } = await save(t)
  const startsAt = Date.parse(starts_at)
  await t.core.setSilence(input(t, { id, startsAt, comment: 'longer' }))
  const [kept] = t.core.silences()
  expect(kept).toMatchObject({
    id,
    comment: 'longer',
    annotations: { watchfloor_ends_with: expect.any(String) },
  })
  const free = await save(t, { id, startsAt }, { confirmed: true, untilResolved: false })
  expect(free).toMatchObject({ id, annotations: {} })
  await resolves(t, 'A')
  expect(stateOf(t, id)).toBe('active')
  await t.core.close()
})

test('it may be asked for by the annotation alone, and is refused where nothing could resolve', async () => {
  const t = await startCore(await tempDir())
  const nothing = await t.core.saveSilence(input(t), UNTIL)
  expect(nothing).toMatchObject({
    ok: false,
    reason: 'invalid',
    message: expect.stringMatching(/hides nothing/),
  })
  await fires(t, 'A')
  const { fingerprint } = t.core.board().alerts[0] ?? { fingerprint: '' }
  const given = await t.core.setSilence(input(t, { annotations: { watchfloor_ends_with: fingerprint } }))
  if (!given.ok) throw new Error(given.message)
  await resolves(t, 'A')
  expect(stateOf(t, given.value)).toBe('expired')
  await t.core.close()
})
