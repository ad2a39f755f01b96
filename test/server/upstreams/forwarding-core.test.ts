import type { MatcherData, Silence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY, type SilencePolicy } from '../../../server/src/silences/silence-policy.ts'
import { NO_RULES, type SilenceRule } from '../../../server/src/silences/silence-table.ts'
import { forwardingCore } from '../../../server/src/upstreams/forwarding-core.ts'
import { createUpstreamClient } from '../../../server/src/upstreams/upstream-client.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'
import { upstreamNamed, watched } from '../../support/core/watched-upstream.ts'

const upstream = upstreamNamed('eu', false)
/** Of a syntax that only an Alertmanager of tomorrow knows. */
const UNREADABLE = '(?>web|db).*'

interface Theirs {
  id: string
  readonly [field: string]: unknown
}

/** An Alertmanager of tomorrow over HTTP: its silences have annotations and a field that nobody here knows. */
function tomorrow(first: Omit<Theirs, 'id'>) {
  const kept = new Map<string, Theirs>([['a', { id: 'a', ...first }]])
  const posted: object[] = []
  let ids = 0
  const answer = (status: number, body?: unknown): Response => new Response(JSON.stringify(body), { status })
  const fetchIt: typeof fetch = async (address, init) => {
    const { method = 'GET', body } = init ?? {}
    const id = /\/silence\/(.+)$/.exec(String(address))?.[1] ?? ''
    const known = kept.get(id)
    if (method === 'POST') {
      const said = JSON.parse(String(body)) as Theirs
      posted.push(said)
      const old = kept.get(said.id)
      const isActive = (old?.status as { state?: string } | undefined)?.state === 'active'
      const nextId = isActive ? said.id : `again-${++ids}`
      const updatedAt = new Date(Date.parse(String(first.updatedAt)) + 1_000 * posted.length).toISOString()
      kept.set(nextId, { ...said, id: nextId, status: { state: 'active' }, updatedAt })
      return answer(200, { silenceID: nextId })
    }
    if (method === 'DELETE' && known !== undefined) {
      kept.set(id, { ...known, status: { state: 'expired' }, endsAt: first.updatedAt })
      return answer(200)
    }
    if (id !== '') return known === undefined ? answer(404) : answer(200, known)
    return answer(200, [...kept.values()])
  }
  return { client: createUpstreamClient(upstream, fetchIt), posted, kept }
}

async function beside(matchers: readonly MatcherData[], policy: Partial<SilencePolicy> = {}) {
  const t = await startCore(new MemoryDisk(), {
    silencePolicy: { ...DEFAULT_SILENCE_POLICY, ...policy, upstreams: [upstream] },
  })
  const now = t.clock.now()
  const [starts, ends] = [now - 1_000, now + 2 * HOUR].map((at) => new Date(at).toISOString())
  const there = tomorrow({
    status: { state: 'active' },
    matchers: matchers.map(({ name, value, is_regex, is_equal }) => ({
      name,
      value,
      isRegex: is_regex,
      isEqual: is_equal,
    })),
    startsAt: starts,
    endsAt: ends,
    updatedAt: starts,
    createdBy: 'far',
    comment: 'from afar',
    annotations: { ticket: 'OPS-7', watchfloor_ends_with: 'theirs' },
    colour: 'blue',
  })
  const watch = watched(t, upstream, there.client)
  await watch.look()
  const core = forwardingCore(t.core, {
    watches: [watch],
    look: () => watch.look(),
    caused: () => {},
    written: async () => {},
    findings: () => [],
    readings: () => [],
    close: () => watch.close(),
  })
  return { t, core, watch, ...there }
}

function change(t: TestCore, { id, matchers, starts_at, created_by, comment }: Silence): SilenceInput {
  const said = { createdBy: created_by, comment, annotations: undefined }
  return { id, matchers, startsAt: Date.parse(starts_at), endsAt: t.clock.now() + 3 * HOUR, ...said }
}

const PLAIN = { confirmed: false, untilResolved: undefined }
const job: MatcherData = { name: 'job', value: 'node', is_regex: false, is_equal: true }
const unread: MatcherData = { name: 'instance', value: UNREADABLE, is_regex: true, is_equal: true }

test('S29: a change of theirs sends back what it does not speak of, also what this version does not know', async () => {
  const { t, core, watch, posted } = await beside([job])
  const known = t.core.silence('a') as Silence
  expect(known.annotations).toEqual({ ticket: 'OPS-7' })
  const saved = await core.saveSilence(change(t, known), PLAIN)
  expect(saved).toMatchObject({ ok: true, value: { kind: 'saved', silence: { id: 'a' } } })
  expect(posted).toEqual([
    expect.objectContaining({
      id: 'a',
      colour: 'blue',
      annotations: { ticket: 'OPS-7', watchfloor_ends_with: 'theirs' },
    }),
  ])
  await watch.close()
  await t.core.close()
})

test('S28: a matcher that cannot be read here goes back to the letter, and hides nothing here, ended and made again', async () => {
  const { t, core, watch, posted, kept } = await beside([job, unread])
  await t.report('A', { labels: { job: 'node', instance: 'h1' }, ends: HOUR })
  const firing = () => t.core.board().alerts.map(({ silenced_by }) => silenced_by.length)
  const known = t.core.silence('a') as Silence
  expect(firing()).toEqual([0])
  const longer = await core.saveSilence(change(t, known), PLAIN)
  expect(longer).toMatchObject({ ok: true, value: { kind: 'saved', hides: { count: 0 } } })
  expect(await core.expireSilence('a', 'Ana')).toMatchObject({ ok: true })
  expect(t.core.silence('a')?.state).toBe('expired')

  const again = await core.saveSilence(change(t, known), PLAIN)
  if (!again.ok || again.value.kind !== 'saved') throw new Error(JSON.stringify(again))
  const { silence } = again.value
  expect(silence).toMatchObject({ id: 'again-1', matchers: [job, unread], mirrored_from: ['eu'] })
  expect(kept.get('again-1')).toMatchObject({ colour: 'blue', annotations: { ticket: 'OPS-7' } })
  for (const body of posted) expect(body).toMatchObject({ matchers: [{}, { value: UNREADABLE }] })
  expect(firing()).toEqual([0])

  // Others beside one that cannot be read cannot be judged: refused, with the reason.
  const other = await core.saveSilence({ ...change(t, silence), matchers: [unread] }, PLAIN)
  expect(other).toMatchObject({ ok: false, message: expect.stringContaining('label matcher 0') })
  expect(posted).toHaveLength(2)
  await watch.close()
  await t.core.close()
})

test('a silence that is mirrored hides here, too, whatever its expressions cost; one made here is refused', async () => {
  const costly = { name: 'instance', value: '(a|b)*a(a|b){40}|h1', is_regex: true, is_equal: true }
  const { t, core, watch } = await beside([job, costly], {
    standing: { steps: 1_000, places: 1_000, signs: 2_048 },
  })
  await t.report('A', { labels: { job: 'node', instance: 'h1' }, ends: HOUR })
  expect(t.core.board().alerts.map(({ silenced_by }) => silenced_by)).toEqual([['a']])
  const known = t.core.silence('a') as Silence
  const own = await core.saveSilence({ ...change(t, known), id: undefined, matchers: [costly] }, PLAIN)
  expect(own).toMatchObject({ ok: false, message: expect.stringContaining('limits.standing_steps') })
  await watch.close()
  await t.core.close()
})

test('S34: what was made elsewhere is changed and ended there by the rule of whoever asks', async () => {
  const rule = { ...NO_RULES[0], name: 'on call', longest: HOUR, endsOthers: false, isProposed: true }
  const rules = [rule as SilenceRule]
  const { t, core, watch, posted } = await beside([job], { rules })
  const known = t.core.silence('a') as Silence
  const acting = {
    id: 'a',
    subject: 'token:a',
    name: known.created_by,
    role: 'responder',
    anonymous: false,
  } as const
  const refused = { ok: false, reason: 'forbidden', message: expect.stringContaining('"on call"') }
  expect(await core.setSilence({ ...change(t, known), acting })).toMatchObject(refused)
  expect(await core.saveSilence({ ...change(t, known), acting }, PLAIN)).toMatchObject(refused)
  expect(await core.expireSilence('a', 'Ana', acting)).toMatchObject(refused)
  expect(await core.expireSilences(['a'], 'Ana', acting)).toMatchObject({
    value: [{ outcome: 'refused', reason: refused.message }],
  })
  expect([posted, t.core.silence('a')?.state]).toEqual([[], 'active'])
  await watch.close()
  await t.core.close()
})

test('S20: somebody with a scope changes and ends there only what is all theirs, and what they do not see is unknown', async () => {
  const { t, core, watch, posted } = await beside([job])
  const known = t.core.silence('a') as Silence
  const own: MatcherData = { name: 'job', value: 'node', is_regex: false, is_equal: true }
  const scoped = (values: readonly string[], name = 'job') => core.seenBy({ [name]: [...values] })
  const asked = change(t, { ...known, matchers: [own] })
  const unknown = { ok: false, reason: 'not_found', message: 'silence a not found' }
  expect(await scoped(['db']).saveSilence(asked, PLAIN)).toEqual(unknown)
  expect(await scoped(['db']).expireSilence('a', 'x')).toEqual(unknown)
  // It is seen by whom it can hide something of, and hides more than that.
  const further = { ok: false, reason: 'forbidden' }
  expect(await scoped(['eu'], 'site').saveSilence(asked, PLAIN)).toMatchObject(further)
  expect(await scoped(['eu'], 'site').expireSilence('a', 'x')).toMatchObject(further)
  expect(await scoped(['eu'], 'site').expireSilences(['a', 'b'], 'x')).toMatchObject({
    value: [
      { id: 'a', outcome: 'refused' },
      { id: 'b', outcome: 'not_found' },
    ],
  })
  expect(posted).toEqual([])
  expect(await scoped(['node']).saveSilence(asked, PLAIN)).toMatchObject({ ok: true })
  expect(posted).toHaveLength(1)
  await watch.close()
  await t.core.close()
})
