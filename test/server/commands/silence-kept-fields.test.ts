import type { MatcherData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SaveOptions, SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'

const team: MatcherData = { name: 'team', value: 'a', is_regex: false, is_equal: true }
const severe: MatcherData = { name: 'alertname', value: 'A', is_regex: false, is_equal: true }
const ticket = { ticket: 'OPS-7' }

/** What a client sends that knows no more than Alertmanager before 0.32. */
function input(t: TestCore, extra: Partial<SilenceInput> = {}): SilenceInput {
  const now = t.clock.now()
  const times = { startsAt: now, endsAt: now + 12 * HOUR }
  const said = { createdBy: 'Ana', comment: 'rollout', annotations: undefined }
  return { id: undefined, matchers: [team], ...times, ...said, ...extra }
}

async function save(t: TestCore, extra: Partial<SilenceInput> = {}, options: Partial<SaveOptions> = {}) {
  const given = { confirmed: true, untilResolved: undefined, ...options }
  const answer = await t.core.saveSilence(input(t, extra), given)
  if (!answer.ok || answer.value.kind !== 'saved') throw new Error(JSON.stringify(answer))
  return answer.value.silence
}

const fires = (t: TestCore, name: string) => t.report(name, { labels: { team: 'a' }, ends: 10 * HOUR })

test('S29: whoever says nothing of annotations takes none away, in place, in another’s place, or made again', async () => {
  const t = await startCore(new MemoryDisk())
  await fires(t, 'A')
  const made = await save(t, { annotations: ticket })
  const startsAt = Date.parse(made.starts_at)
  const longer = await save(t, { id: made.id, startsAt, comment: 'longer' })
  expect(longer).toMatchObject({ id: made.id, comment: 'longer', annotations: ticket })
  const narrower = await save(t, { id: made.id, startsAt, matchers: [team, severe] })
  expect(narrower.id).not.toBe(made.id)
  expect(narrower.annotations).toEqual(ticket)
  await t.core.expireSilence(narrower.id, 'Ana')
  const again = await save(t, { id: narrower.id, matchers: narrower.matchers })
  expect(again).toMatchObject({ state: 'active', annotations: ticket })
  const unasked = await t.core.setSilence(input(t, { id: again.id, matchers: [severe] }))
  expect(unasked.ok && t.core.silence(unasked.value)?.annotations).toEqual(ticket)
  // One that knows them says what they are.
  const other = await save(t, { id: again.id, annotations: { runbook: 'x' } })
  expect(other.annotations).toEqual({ runbook: 'x' })
  await t.core.close()
})

test('S29: until resolved stays through every change that does not speak of it, over what it hides then', async () => {
  const t = await startCore(new MemoryDisk())
  await fires(t, 'A')
  await fires(t, 'B')
  const made = await save(t, { annotations: ticket }, { untilResolved: true })
  const startsAt = Date.parse(made.starts_at)
  // A client that knows annotations, and not ours, sends its own alone.
  const noted = await save(t, { id: made.id, startsAt, annotations: { ticket: 'OPS-8' } })
  expect(noted.annotations).toEqual({ ...made.annotations, ticket: 'OPS-8' })
  const narrower = await save(t, { id: made.id, startsAt, matchers: [team, severe] })
  expect(narrower.annotations.watchfloor_ends_with).toMatch(/^[0-9a-f]{16}\/\S+$/)
  await t.report('A', { labels: { team: 'a' }, ends: 0 })
  expect(t.core.silence(narrower.id)?.state).toBe('expired')
  // Nothing of it fires any more: that is said, and no silence is made that would not end.
  const again = await t.core.saveSilence(input(t, { id: narrower.id, matchers: narrower.matchers }), {
    confirmed: true,
    untilResolved: undefined,
  })
  expect(again).toMatchObject({ ok: false, message: expect.stringContaining('nothing can resolve') })
  await t.core.close()
})

test('S29: where a silence was written to, and what only a newer version knows, goes on with it', async () => {
  const upstreams = [
    { name: 'eu', write: true },
    { name: 'us', write: true },
  ]
  const silencePolicy = { ...DEFAULT_SILENCE_POLICY, upstreams }
  const disk = new MemoryDisk()
  let t = await startCore(disk, { silencePolicy })
  await fires(t, 'A')
  const made = await save(t, {}, { upstreams: ['us'] })
  const { clock } = t
  await t.core.close()
  t = await startCore(disk, {
    silencePolicy,
    clock,
    storage: (real) => ({
      ...real,
      load: async (midnight, recent) => {
        const stored = await real.load(midnight, recent)
        return { ...stored, silences: stored.silences.map((one) => ({ ...one, colour: 'blue' })) }
      },
    }),
  })
  const longer = await save(t, { id: made.id, startsAt: Date.parse(made.starts_at), comment: 'longer' })
  expect(longer).toMatchObject({ id: made.id, colour: 'blue', upstreams: [{ name: 'us' }] })
  const narrower = await save(t, { id: made.id, matchers: [team, severe] })
  expect(narrower).toMatchObject({ colour: 'blue', upstreams: [{ name: 'us', state: 'waiting' }] })
  expect(narrower.id).not.toBe(made.id)
  await t.core.close()
})

test('S30: what takes nothing new is not asked about: a later end, and a matcher more; a matcher less is', async () => {
  const t = await startCore(new MemoryDisk())
  for (let n = 0; n < 12; n++) await fires(t, `A${n}`)
  const made = await save(t, { matchers: [team] })
  const changed = (extra: Partial<SilenceInput>) =>
    t.core.saveSilence(input(t, { id: made.id, startsAt: Date.parse(made.starts_at), ...extra }), {
      confirmed: false,
      untilResolved: undefined,
    })
  // The keys of a matcher come in any order.
  const turned = { is_equal: true, is_regex: false, value: 'a', name: 'team' }
  expect(await changed({ matchers: [turned], comment: 'longer' })).toMatchObject({
    ok: true,
    value: { kind: 'saved', silence: { id: made.id } },
  })
  const many = { name: 'alertname', value: 'A.*', is_regex: true, is_equal: true }
  const wider = await changed({ matchers: [many] })
  expect(wider).toMatchObject({ ok: true, value: { kind: 'unconfirmed', hides: { count: 12 } } })
  const narrower = await changed({ matchers: [many, team] })
  expect(narrower).toMatchObject({ ok: true, value: { kind: 'saved', hides: { count: 12 } } })
  await t.core.close()
})
