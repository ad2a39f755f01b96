import {
  compileMatcher,
  emptyBoard,
  fold,
  isGoingOn,
  type LoggedEvent,
  toSnapshot,
} from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import type { Storage } from '../../../server/src/storage/storage.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'
import { seeded } from '../../support/seeded.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Fires alerts of these teams, one for each number; or ends them. */
function tell({ core, clock }: TestCore, alerts: readonly { n: number; team: string }[], isOver = false) {
  const now = clock.now()
  return core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: 'a',
    receiver: undefined,
    alerts: alerts.map(({ n, team }) => ({
      labels: { alertname: 'A', n: `${n}`, team },
      annotations: {},
      startsAt: now,
      endsAt: isOver ? now : now + 5 * HOUR,
      generatorURL: undefined,
    })),
  })
}

function silencing({ clock }: TestCore, expression: string): SilenceInput {
  return {
    id: undefined,
    matchers: [{ name: 'team', value: expression, is_regex: true, is_equal: true }],
    startsAt: clock.now(),
    endsAt: clock.now() + HOUR,
    createdBy: 'Ana',
    comment: '',
    annotations: {},
  }
}

const numbered = (count: number): { n: number; team: string }[] =>
  Array.from({ length: count }, (_, n) => ({ n, team: 'a' }))
const ofType = (events: readonly LoggedEvent[], type: LoggedEvent['type']): readonly LoggedEvent[] =>
  events.filter((event) => event.type === type)

test('S7: while a silence takes 5,000 alerts, new ones are answered between its pieces, silenced from the first; each is told once', async () => {
  const t = await startCore(new MemoryDisk())
  expect(await tell(t, numbered(5_000))).toMatchObject({ ok: true, accepted: 5_000 })
  t.events.length = 0
  let isOver = false
  let answered = 0
  const sending = (async () => {
    while (!isOver) {
      await t.report('New', { labels: { team: 'a', n: `${answered}` }, ends: HOUR })
      answered++
    }
  })()
  const saved = await t.core.setSilence(silencing(t, 'a'), true)
  isOver = true
  await sending
  const types = t.events.map(({ type }) => type)
  expect(types.indexOf('silence_created')).toBeLessThan(types.indexOf('alert_silenced'))
  const during = t.events.slice(types.indexOf('alert_silenced'), types.lastIndexOf('alert_silenced'))
  expect(ofType(during, 'alert_created').length).toBeGreaterThanOrEqual(5)
  const ids = [saved.ok ? saved.value : '']
  for (const event of during) if (event.type === 'alert_created') expect(event.data.silenced_by).toEqual(ids)
  const told = t.events.flatMap((event) =>
    event.type === 'alert_silenced' && event.data.alertname === 'A' ? [event.data.fingerprint] : [],
  )
  expect(told).toHaveLength(5_000)
  expect(new Set(told).size).toBe(5_000)
  // Whoever asked is answered when all of them know.
  expect(t.core.alerts().every(({ alert }) => alert.silenced_by.join() === ids.join())).toBe(true)
  await t.core.close()
})

test('S7: a silence that is ended while it takes its alerts takes back what was told, and tells no more', async () => {
  const t = await startCore(new MemoryDisk())
  await tell(t, numbered(5_000))
  t.events.length = 0
  const saving = t.core.setSilence(silencing(t, 'a'), true)
  while (ofType(t.events, 'alert_silenced').length === 0) await turn()
  const id = t.core.silences()[0]?.id ?? ''
  const ending = await t.core.expireSilence(id, 'Ana')
  expect(ending.ok && (await saving).ok).toBe(true)
  const [told, takenBack] = [ofType(t.events, 'alert_silenced'), ofType(t.events, 'alert_unsilenced')]
  expect(told.length).toBeLessThan(5_000)
  expect(takenBack).toHaveLength(told.length)
  const ended = t.events.findIndex(({ type }) => type === 'silence_deleted')
  expect(t.events.slice(ended).some(({ type }) => type === 'alert_silenced')).toBe(false)
  expect(t.core.alerts().some(({ alert }) => alert.silenced_by.length > 0)).toBe(false)
  await t.core.close()
})

test('S7: whatever takes the place of a silence, no alert that both hide is told that nothing hides it', async () => {
  for (const count of [100, 2_000]) {
    const t = await startCore(new MemoryDisk())
    await tell(t, numbered(count))
    const first = await t.core.setSilence(silencing(t, 'a'), true)
    t.events.length = 0
    const id = first.ok ? first.value : ''
    const changed = await t.core.setSilence({ ...silencing(t, 'a|b'), id }, true)
    const second = changed.ok ? changed.value : ''
    expect(second).not.toBe(id)
    expect(ofType(t.events, 'alert_unsilenced')).toEqual([])
    expect(ofType(t.events, 'alert_silenced')).toHaveLength(count)
    // Another one begins, and this one ends while it is still under way.
    t.events.length = 0
    const third = t.core.setSilence(silencing(t, 'a.*'), true)
    while (ofType(t.events, 'silence_created').length === 0) await turn()
    const ending = t.core.expireSilence(second, 'Ana')
    expect((await third).ok && (await ending).ok).toBe(true)
    expect(ofType(t.events, 'alert_unsilenced')).toEqual([])
    const over = new Set<string>()
    for (const event of t.events) {
      if (event.type === 'silence_deleted') over.add(event.data.id)
      if (event.type === 'alert_silenced')
        expect(event.data.silenced_by.some((one) => over.has(one))).toBe(false)
    }
    await t.core.close()
  }
})

test('S7: where a silence ends as another begins, no alert of both is told that nothing hides it', async () => {
  const t = await startCore(new MemoryDisk())
  await tell(t, numbered(1_000))
  const change = t.clock.now() + 60_000
  const [first, next] = [silencing(t, 'a'), silencing(t, 'a|b')]
  expect((await t.core.setSilence({ ...first, endsAt: change }, true)).ok).toBe(true)
  const later = await t.core.setSilence({ ...next, startsAt: change }, true)
  await t.pass(70_000)
  const id = later.ok ? later.value : ''
  expect(t.core.alerts().every(({ alert }) => alert.silenced_by.join() === id)).toBe(true)
  expect(ofType(t.events, 'silence_expired')).toHaveLength(1)
  expect(ofType(t.events, 'alert_unsilenced')).toEqual([])
  await t.core.close()
})

/** A store that takes its time by chance, and refuses now and then until it is told not to. */
function wayward(random: () => number) {
  let isSafe = true
  const storage = (real: Storage): Storage => ({
    ...real,
    commit: async (changes) => {
      for (let n = Math.floor(random() * 4); n > 0; n--) await turn()
      if (!isSafe && random() < 0.15) throw new Error('the disk said no')
      await real.commit(changes)
    },
  })
  return { storage, refuse: (does: boolean) => (isSafe = !does) }
}

test('S7: whatever begins and ends while pieces are under way, an alert lists in the end what hides it, and its events say so', async () => {
  const random = seeded(takeSeed())
  const below = (most: number): number => Math.floor(random() * most)
  const teams = ['a', 'b', 'c']
  const pick = (count: number): { n: number; team: string }[] =>
    Array.from({ length: count }, () => below(1_500)).map((n) => ({ n, team: teams[n % 3] as string }))
  for (let run = runs(4); run > 0; run--) {
    const { storage, refuse } = wayward(random)
    const disk = new MemoryDisk()
    const t = await startCore(disk, { storage })
    await tell(t, pick(1_500))
    refuse(true)
    const asked: Promise<unknown>[] = []
    for (let step = 0; step < 25; step++) {
      const what = random()
      const [known] = t.core
        .silences()
        .filter(({ state }) => state === 'active')
        .slice(below(3))
      if (what < 0.3)
        asked.push(t.core.setSilence(silencing(t, ['a', 'b|c', '.*', 'c'][below(4)] as string), true))
      else if (what < 0.55 && known !== undefined) asked.push(t.core.expireSilence(known.id, 'Ana'))
      else if (what < 0.8) asked.push(tell(t, pick(20)))
      else asked.push(tell(t, pick(20), true))
      for (let n = below(12); n > 0; n--) await turn()
    }
    await Promise.all(asked)
    refuse(false)
    // What could not be stored goes on by the clock.
    await t.pass(20_000)
    expect(t.failed).toEqual([])

    const active = t.core.silences().filter(({ state }) => state === 'active')
    const hiding = (team: string): readonly string[] =>
      active
        .filter(({ matchers }) =>
          matchers.every(({ name, value }) => {
            const read = compileMatcher(name, '=~', value)
            return read.ok && read.value.matches({ team })
          }),
        )
        .map(({ id }) => id)
        .toSorted()
    const goingOn = t.core.board().alerts.filter(isGoingOn)
    expect(goingOn.length).toBeGreaterThan(0)
    for (const { labels, silenced_by } of goingOn) expect(silenced_by).toEqual(hiding(labels.team ?? ''))

    const log = await t.core.log.readAfter(0, 1_000_000)
    const byId = (alerts: readonly { fingerprint: string }[]) =>
      alerts.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    const folded = toSnapshot(fold(emptyBoard({ epoch: 'none', sequence: 0 }), log), t.clock.now())
    expect(byId(folded.alerts)).toEqual(byId(t.core.board().alerts))
    // None is told what it was told before.
    const last = new Map<string, string>()
    for (const { type, data } of log) {
      if (!type.startsWith('alert_') || !('silenced_by' in data)) continue
      const now = data.silenced_by.join()
      if (type === 'alert_silenced' || type === 'alert_unsilenced')
        expect(now).not.toBe(last.get(data.fingerprint))
      last.set(data.fingerprint, now)
    }
    await t.core.close()
  }
}, 120_000)
