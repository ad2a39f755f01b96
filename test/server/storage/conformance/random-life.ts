import type { LoggedEvent } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { PastStore, Storage } from '../../../../server/src/storage/storage.ts'
import { runs } from '../../../support/chance.ts'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { type Begin, newPlace } from './place.ts'
import { alertEvent, changes, DAY, healthEvent, MINUTE, printOf, ROOMY, silenceEvent } from './samples.ts'
import { eventsBefore } from './scans.ts'

const name = fc.constantFrom('a', 'b', 'c', 'd')
const minutes = fc.nat(600)

/** What a server may do with its store, in any order. */
const doing = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      steps: fc.array(fc.record({ name, what: fc.nat(9), waits: fc.nat(3) }), { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), before: minutes }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      from: minutes,
      to: minutes,
      sequence: fc.nat(80),
      limit: fc.integer({ min: 1, max: 20 }),
      name,
    }),
  },
)
type Ask = Extract<typeof doing extends fc.Arbitrary<infer T> ? T : never, { kind: 'ask' }>

/** Any life of a server: an engine answers what plain counting in memory answers. */
export function randomLifeTests(begin: Begin, lives: number): void {
  test('whatever a server did, every question has the answer that counting by hand gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 5, maxLength: 25 }), async (doings) => {
        const place = await newPlace(begin)
        let { storage } = place
        const byHand = new MemoryDisk().open()
        const log = createLog()
        for (const one of doings) {
          switch (one.kind) {
            case 'commit': {
              const events = one.steps.flatMap(({ name, what, waits }) => log.next(name, what, waits))
              await storage.commit(changes({ events }))
              await byHand.commit(changes({ events }))
              break
            }
            case 'reopen':
              storage = await place.reopen()
              break
            case 'purge':
              // Which of those of one moment goes first is not said; in the end all of them are gone.
              for (const each of [storage, byHand])
                while ((await each.events.purgeBefore(DAY + one.before * MINUTE, 5)) > 0);
              break
            case 'ask':
              expect(await answers(storage, one)).toEqual(await answers(byHand, one))
          }
        }
        const all = { kind: 'ask', from: 0, to: 10_000, sequence: 10_000, limit: 10_000, name: 'a' } as const
        expect(await answers(await place.reopen(), all)).toEqual(await answers(byHand, all))
        await place.close()
      }),
      { numRuns: runs(lives) },
    )
  })
}

async function answers({ events, past, load }: Storage, ask: Ask): Promise<unknown> {
  const { sequence, limit, name } = ask
  const [from, to] = [ask.from, ask.to].sort((a, b) => a - b).map((one) => DAY + one * MINUTE) as [
    number,
    number,
  ]
  const fingerprint = printOf(name)
  const { head, recent, resolvedToday } = await load(from, limit)
  return {
    head,
    recent,
    resolvedToday,
    after: await events.readAfter(sequence, limit),
    before: await eventsBefore(events, sequence, limit),
    beforeOf: await eventsBefore(events, sequence, limit, fingerprint),
    ofAlert: await events.ofAlert(fingerprint, limit),
    firstSince: await events.firstSince(from),
    activity: await past.activity(from, to + MINUTE, 5),
    statistics: await past.statistics(from, to + MINUTE),
    board: await boardAt(past, to),
  }
}

async function boardAt(past: PastStore, time: number): Promise<unknown> {
  const board = await past.boardAt(time, 7 * MINUTE, ROOMY)
  return board === 'filling' ? board : { ...board, pages: board.pages.flatMap((page) => page()) }
}

/** Events as a server writes them: an alert is taken and ends only while it fires, and time goes on. */
function createLog() {
  let sequence = 0
  let at = DAY
  const firing = new Map<string, number>()
  return {
    next: (alertname: string, what: number, waits: number): readonly LoggedEvent[] => {
      at += waits * MINUTE
      sequence++
      const life = firing.get(alertname)
      if (what === 8) return [silenceEvent(sequence, at, alertname)]
      if (what === 9) return [healthEvent(sequence, at, alertname)]
      if (life === undefined) {
        firing.set(alertname, sequence)
        return [alertEvent(sequence, at, what % 2 === 0 ? 'alert_created' : 'alert_firing', alertname)]
      }
      const owner = `owner ${what % 3}`
      if (what < 3) return [alertEvent(sequence, at, 'alert_acknowledged', alertname, { life, owner })]
      if (what === 3) return [alertEvent(sequence, at, 'alert_updated', alertname, { life })]
      firing.delete(alertname)
      const by = what === 4 ? 'timeout' : 'sender'
      return [alertEvent(sequence, at, 'alert_resolved', alertname, { life, by, owner })]
    },
  }
}
