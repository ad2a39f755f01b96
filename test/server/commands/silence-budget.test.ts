import type { Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { Capacity } from '../../../server/src/health/capacity.ts'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { upstreamFinding } from '../../../server/src/upstreams/upstream-finding.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { upstreamNamed, watched } from '../../support/core/watched-upstream.ts'
import { modelUpstream } from '../../support/programs/model-upstream.ts'
import { tempDir } from '../../support/temp-dir.ts'

const room = {
  bytes: 2_000,
  all: { count: 5, bytes: 6_000 },
  ofSender: { count: 3, bytes: 3_500 },
  remembered: 10,
}
const silencePolicy = { ...DEFAULT_SILENCE_POLICY, room }

function input(t: TestCore, sender: string, team: string, more: Partial<SilenceInput> = {}): SilenceInput {
  const now = t.clock.now()
  return {
    id: undefined,
    matchers: [{ name: 'team', value: team, is_regex: false, is_equal: true }],
    startsAt: now,
    endsAt: now + HOUR,
    createdBy: 'Ana',
    sender,
    comment: '',
    annotations: {},
    ...more,
  }
}

const save = (t: TestCore, ...of: [sender: string, team: string, more?: Partial<SilenceInput>]) =>
  t.core.setSilence(input(t, ...of))

async function made(t: TestCore, sender: string, team: string): Promise<string> {
  const answer = await save(t, sender, team)
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

const capacity = ({ core }: TestCore) => core.board().health.find(({ component }) => component === 'Capacity')

test('a sender with as many silences as it may have gets no new one, and changes and ends what is there', async () => {
  const folder = await tempDir()
  const before = await startCore(folder, { silencePolicy })
  const first = await made(before, 'a', '1')
  await made(before, 'a', '2')
  await made(before, 'a', '3')
  await before.core.close()
  // Whose they are is known again after a restart.
  const t = await startCore(folder, { silencePolicy, clock: before.clock })
  expect(await save(t, 'a', '4')).toEqual({
    ok: false,
    reason: 'invalid',
    message: 'exceeded maximum number of silences of one sender: 3 (limit: 3, limits.silences_per_sender)',
  })
  await t.pass(5_000)
  expect(capacity(t)).toMatchObject({
    status: 'unhealthy',
    message: expect.stringMatching(/^a new silence was refused: .*limits\.silences_per_sender/),
  })
  const known = t.core.silence(first) as Silence
  const startsAt = Date.parse(known.starts_at)
  const longer = { id: first, startsAt, endsAt: t.clock.now() + 2 * HOUR }
  expect(await save(t, 'a', '1', longer)).toEqual({ ok: true, value: first })
  // Another one changes it, and it stays in the budget of its maker.
  const changed = await save(t, 'b', 'other', { ...longer, id: first })
  expect(changed).toMatchObject({ ok: true })
  expect(changed.ok && t.core.silence(changed.value)?.sender).toBe('a')
  expect(await save(t, 'a', '4')).toMatchObject({ ok: false })
  // What is asked for at once is counted at once.
  const many = await Promise.all(['1', '2', '3', '4'].map((team) => save(t, 'b', team)))
  expect(many.filter(({ ok }) => ok)).toHaveLength(2)
  expect(many.flatMap((answer) => (answer.ok ? [] : [answer.message]))).toEqual([
    'exceeded maximum number of silences: 5 (limit: 5, limits.silences)',
    'exceeded maximum number of silences: 5 (limit: 5, limits.silences)',
  ])
  if (changed.ok) await t.core.expireSilence(changed.value, 'Ana')
  expect(await save(t, 'a', '4')).toMatchObject({ ok: true })
  await t.pass(11 * MINUTE)
  expect(capacity(t)).toMatchObject({ status: 'healthy' })
  await t.core.close()
})

test('texts of silences count as well: a new one, and one that is made larger', async () => {
  const t = await startCore(await tempDir(), { silencePolicy })
  const long = (length: number) => ({ comment: 'x'.repeat(length) })
  expect(await save(t, 'a', '1', long(1_900))).toMatchObject({ ok: true })
  const small = await save(t, 'a', '2', long(1_000))
  expect(await save(t, 'a', '3', long(1_200))).toMatchObject({
    message: expect.stringMatching(/limits\.silence_state_bytes_per_sender/),
  })
  const id = small.ok ? small.value : ''
  const startsAt = t.clock.now()
  expect(await save(t, 'a', '2', { id, startsAt, ...long(1_800) })).toMatchObject({ ok: false })
  expect(await save(t, 'a', '2', { id, startsAt, ...long(1_000), endsAt: startsAt + 2 * HOUR })).toEqual({
    ok: true,
    value: id,
  })
  expect(await save(t, 'b', '1', long(1_900))).toMatchObject({ ok: true })
  expect(await save(t, 'c', '1', long(1_900))).toMatchObject({
    message: expect.stringMatching(/limits\.silence_state_bytes\)/),
  })
  expect(await save(t, 'c', '1', long(2_100))).toMatchObject({
    message: expect.stringMatching(/^silence exceeded maximum size: .*limits\.silence_bytes/),
  })
  await t.core.close()
})

test('silences made and ended in a circle are forgotten, the oldest first', async () => {
  const t = await startCore(await tempDir(), { silencePolicy })
  const ids: string[] = []
  for (let n = 0; n < 25; n++) {
    const id = await made(t, 'a', String(n))
    await t.core.expireSilence(id, 'Ana')
    ids.push(id)
    await t.pass(1_000)
  }
  const kept = ids.filter((id) => t.core.silence(id) !== undefined)
  expect(kept.length).toBeLessThanOrEqual(room.remembered)
  expect(kept).toEqual(ids.slice(-kept.length))
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('silences of an upstream count for it: more of them are left out, and its row says so until there is room', async () => {
  const upstream = upstreamNamed('eu', false)
  const here = await startCore(await tempDir(), {
    silencePolicy: { ...silencePolicy, upstreams: [upstream] },
  })
  const there = await startCore(await tempDir(), { clock: here.clock })
  const watch = watched(
    here,
    upstream,
    modelUpstream(there.core, () => 'none', false),
  )
  const row = () => upstreamFinding(watch, here.core.silences())
  const theirs: string[] = []
  for (const team of ['1', '2', '3', '4', '5']) theirs.push(await made(there, 'x', team))
  const huge = await there.core.setSilence(input(there, 'x', '6', { comment: 'x'.repeat(3_000) }))
  await watch.look()
  const live = () => here.core.silences().filter(({ state }) => state === 'active')
  expect(live().map(({ sender }) => sender)).toEqual(Array(3).fill('upstream eu'))
  expect(row()).toMatchObject({
    status: 'unhealthy',
    message: expect.stringMatching(
      /^3 of its silences are not taken over and hide nothing here: .*per_sender/,
    ),
  })
  // A person here has room of his own.
  expect(await save(here, 'a', '1')).toMatchObject({ ok: true })

  for (const id of theirs.slice(0, 2)) await there.core.expireSilence(id, 'Tom')
  await watch.look()
  watch.touch()
  await watch.look()
  expect(live().filter(({ sender }) => sender === 'upstream eu')).toHaveLength(3)
  expect(row()?.message).toMatch(/^a silence of it is not taken over .*silence exceeded maximum size/)
  if (huge.ok) await there.core.expireSilence(huge.value, 'Tom')
  await watch.look()
  expect(row()).toMatchObject({ status: 'healthy' })
  expect(here.failed).toEqual([])
  await watch.close()
  await here.core.close()
  await there.core.close()
})

test('the row of what was refused tells alerts and silences, counts in steps, and ends with each', () => {
  const row = new Capacity()
  expect(row.rows(0)).toEqual([])
  row.refused('alerts', { reason: 'full', worst: 'warning' }, 0)
  row.refused('alerts', { reason: 'full', worst: 'critical' }, 0)
  for (let n = 0; n < 30; n++) row.refused('alerts', { reason: 'full', worst: 'info' }, 1)
  row.refused('silences', { reason: 'too many' }, 5 * MINUTE)
  expect(row.rows(5 * MINUTE)).toMatchObject([
    {
      status: 'unhealthy',
      message:
        'over 20 new alerts were refused, the worst of them critical: full; a new silence was refused: too many',
    },
  ])
  expect(row.rows(11 * MINUTE)).toMatchObject([{ message: 'a new silence was refused: too many' }])
  expect(row.rows(16 * MINUTE)).toMatchObject([{ status: 'healthy' }])
})
