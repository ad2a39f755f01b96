import {
  type Board,
  emptyBoard,
  fold,
  type LoggedEvent,
  matchersFromData,
  toSnapshot,
} from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { View } from '../../../server/src/core/view.ts'
import { runs } from '../../support/chance.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SCOPE = { team: ['payments'] }
const DAY = 24 * HOUR

const name = fc.constantFrom('A', 'B')
const severity = fc.constantFrom('critical', 'warning', 'odd')
const team = fc.constantFrom('payments', 'payments', 'db', 'pay', '')

/** What may happen, to whom; `undefined` as the team of a silence is everybody's. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fire' as const), name, severity, team }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resolve' as const), name, severity, team }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), index: fc.nat(5), team }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      name,
      team: fc.oneof(team, fc.constant(undefined)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 3, 6) }),
  },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

function isInside(what: Happening): boolean {
  return what.kind === 'wait' || what.team === undefined || what.team === 'payments'
}

async function happen(t: TestCore, what: Happening): Promise<void> {
  const now = t.clock.now()
  switch (what.kind) {
    case 'wait':
      return t.pass(what.minutes * MINUTE)
    case 'fire':
    case 'resolve': {
      const labels = { severity: what.severity, ...(what.team === '' ? {} : { team: what.team }) }
      // Whom nobody else sends for: sources are watched as a whole.
      const options = { labels, sender: `sender of ${what.team}`, annotations: { summary: what.team } }
      return t.report(
        what.name,
        what.kind === 'fire' ? options : { ...options, at: { startsAt: now, endsAt: now } },
      )
    }
    case 'take': {
      const theirs = t.core.alerts().filter(({ alert }) => (alert.labels.team ?? '') === what.team)
      const fingerprint = theirs[what.index]?.alert.fingerprint
      if (fingerprint === undefined) return
      const how = { life: undefined, until: 'resolved', endsAt: undefined, note: undefined } as const
      await t.core.acknowledge({ ...how, fingerprint, name: `of ${what.team}` })
      return
    }
    case 'silence':
      await t.core.setSilence({
        id: undefined,
        matchers: [
          { name: 'alertname', value: what.name, is_regex: false, is_equal: true },
          ...(what.team === undefined
            ? []
            : [{ name: 'team', value: what.team, is_regex: false, is_equal: true }]),
        ],
        startsAt: now,
        endsAt: now + 5 * MINUTE,
        createdBy: 'Ana',
        comment: `of ${what.team}`,
        annotations: {},
      })
  }
}

/** Ids, and places in the log, are each server's own. */
const OWN = new Set([
  'id',
  'life',
  'sequence',
  'epoch',
  'cursor',
  'at',
  'end_told',
  'last_seen',
  'health',
  'before',
])

function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (OWN.has(key)) return undefined
    // Read back from a disk they stand in the order of their ids, which are each server's own.
    if (key === 'silences' && Array.isArray(inner)) return inner.map((one) => JSON.stringify(one)).sort()
    return key === 'silenced_by' ? (inner as readonly string[]).length : inner
  })
}

function told(events: readonly LoggedEvent[]): unknown {
  const both = events.filter(
    ({ source, data }) =>
      (source === 'alert_processor' || source === 'silence_manager') &&
      // That an end was told is told of silences alone that are all theirs.
      !('reason' in data && data.reason === 'its end was told'),
  )
  return bare(both)
}

/** Everything that a view answers. */
async function answersOf(view: View, t: TestCore): Promise<object> {
  const now = t.clock.now()
  const all = matchersFromData([{ name: 'alertname', value: '.+', is_regex: true, is_equal: true }])
  if (!all.ok) throw new Error(all.error)
  const fingerprints = view.alerts().map(({ alert }) => alert.fingerprint)
  const history = await view.readHistory({
    from: 0,
    to: now + 1,
    filter: {},
    fingerprint: undefined,
    before: undefined,
    limit: 1_000,
  })
  const past = await Promise.all([0, 1, 5, 20].map((minutes) => view.pastBoard(now - minutes * MINUTE)))
  const statistics = await view.statistics(now - 2 * DAY, now + 1)
  return {
    board: bare(view.board()),
    alerts: bare(view.alerts()),
    alert: bare(fingerprints.map(view.alert)),
    silences: bare({ silences: view.silences() }),
    stats: bare(view.stats().data),
    statistics,
    activity: await view.activity(now - DAY, now + 1, 9),
    // When its history began is no secret.
    past: past.map((one) =>
      bare(
        one.ok ? { alerts: one.board.alerts, silences: one.board.silences } : { alerts: [], silences: [] },
      ),
    ),
    history: told(history.events),
    ofAlerts: await Promise.all(fingerprints.map(async (id) => told(await view.alertEvents(id, 100)))),
    hides: await view.wouldHide(all.value),
    lives: await view.pastLives(all.value, { now, days: 7 }),
  }
}

test.each([
  ['in memory', async () => new MemoryDisk(), 8],
  ['on disk', tempDir, 2],
] as const)(
  'S20: with a scope a server %s answers as one does that never heard of anything else',
  async (_, newDisk, usual) => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 20 }), async (happenings) => {
        const disks = [await newDisk(), await newDisk()] as const
        const full = await startCore(disks[0])
        const alone = await startCore(disks[1])
        // Its statistics are counted from the first on, and after the restart below from what is stored.
        full.core.seenBy(SCOPE)
        for (const what of happenings) {
          await happen(full, what)
          if (isInside(what)) await happen(alone, what)
        }
        // Until the numbers of both have been counted.
        for (const t of [full, alone]) await t.pass(1_000)
        expect(await answersOf(full.core.seenBy(SCOPE), full)).toEqual(await answersOf(alone.core, alone))
        const seen = full.core.seenBy(SCOPE)
        let board: Board = emptyBoard({ epoch: 'none', sequence: 0 })
        for (const event of await full.core.log.readAfter(0, 100_000)) {
          const own = seen.event(event)
          if (own !== undefined) board = fold(board, [own])
        }
        const sorted = <T extends { readonly sequence: number }>(items: readonly T[]): T[] =>
          items.toSorted((a, b) => a.sequence - b.sequence)
        const folded = toSnapshot(board, full.clock.now())
        const snapshot = seen.board()
        expect(sorted(folded.alerts)).toEqual(sorted(snapshot.alerts))
        expect(sorted(folded.health)).toEqual(sorted(snapshot.health))
        expect([...full.failed, ...alone.failed]).toEqual([])
        await Promise.all([full.core.close(), alone.core.close()])
        const again = await startCore(disks[0], { clock: full.clock })
        const aloneAgain = await startCore(disks[1], { clock: alone.clock })
        again.core.seenBy(SCOPE)
        await again.core.seenBy(SCOPE).statistics(0, 1)
        expect(await answersOf(again.core.seenBy(SCOPE), again)).toEqual(
          await answersOf(aloneAgain.core, aloneAgain),
        )
        await Promise.all([again.core.close(), aloneAgain.core.close()])
      }),
      { numRuns: runs(usual) },
    )
  },
  180_000,
)
