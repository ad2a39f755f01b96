import type { Millis } from '@watchfloor/contract'
import type { Checkpoint } from '../../audit/checkpoint.ts'
import type { AuditRow } from '../../audit/entry.ts'
import { fromRow } from '../event-row.ts'
import type { Storage } from '../storage.ts'
import { within } from './connection.ts'
import { bigint, eventReads } from './event-rows.ts'
import { load } from './load.ts'
import { openWriter } from './open-writer.ts'
import { startPast } from './past.ts'
import type { Place } from './place.ts'
import { openReads } from './reads.ts'

/** Connections for reads of a moment, beside the one that writes and those of the past. */
const CONNECTIONS = 3

export interface PostgresOptions {
  /** The database goes on in another timeline, and nothing that was committed is missing in it. */
  readonly onPromoted?: (from: number, to: number) => void
  /** How long another server that has it open is waited for, ms. */
  readonly lockWait?: number
}

/** Storage in a schema of a PostgreSQL database. Rejects when it cannot be opened. */
export async function openPostgres(place: Place, options: PostgresOptions = {}): Promise<Storage> {
  const writer = await openWriter(place, options.onPromoted ?? (() => undefined), options.lockWait)
  const reads = openReads(place, CONNECTIONS)
  const past = startPast(place)
  const { whileOpen, close } = opened(place.patience, async () => {
    await writer.close()
    await Promise.all([reads.close(), past.close()])
  })
  const { readAfter, ofAlert, firstSince, purgeBefore, usedBytes } = eventReads(reads.ask)
  return {
    load: whileOpen((midnight, recent) => reads.atOnce((ask) => load(ask, midnight, recent))),
    openTerm: whileOpen((term) => writer.openTerm(term)),
    commit: whileOpen((changes) => writer.commit(changes)),
    close,
    // A commit writes all of it where it is read.
    behind: () => ({ bytes: 0, trouble: undefined }),
    events: {
      readAfter: whileOpen(readAfter),
      ofAlert: whileOpen(ofAlert),
      scanBefore: whileOpen(async (scan) => {
        const found = await past.ask('scanBefore', scan)
        return { ...found, events: found.events.map(fromRow) }
      }),
      firstSince: whileOpen(firstSince),
      purgeBefore: whileOpen(purgeBefore),
      usedBytes: whileOpen(usedBytes),
    },
    audit: {
      after: whileOpen((sequence, limit) => reads.ask<AuditRow>(AUDIT_AFTER, [bigint(sequence), limit])),
      scan: whileOpen((scan) => past.ask('auditScan', scan)),
      checkpoint: whileOpen(
        async () =>
          (
            await reads.ask<Checkpoint>(
              'SELECT text, signature, public_key AS "publicKey" FROM audit_checkpoint',
            )
          )[0],
      ),
      bytes: whileOpen(async () => (await reads.ask<{ n: number }>(AUDIT_BYTES))[0]?.n ?? 0),
    },
    past: {
      activity: whileOpen((from, to, slices, scope) => past.ask('activity', { from, to, slices, scope })),
      statistics: whileOpen((from, to, scope, offset = 0) =>
        past.ask('statistics', { from, to, scope, offset }),
      ),
      lives: whileOpen((scan) => past.ask('lives', scan)),
      resolved: whileOpen((since, upTo, scope) => past.ask('resolved', { since, upTo, scope })),
      boardAt: whileOpen(async (time, lingers, most, scope) => {
        const { at, pages, ...board } = await past.ask('boardAt', { time, lingers, most, scope })
        return {
          ...board,
          at: at === undefined ? undefined : fromRow(at),
          pages: pages.map((rows) => () => rows.map(fromRow)),
        }
      }),
      // Lives are written with the events that tell of them.
      fill: whileOpen(async () => false),
    },
  }
}

const AUDIT_AFTER = `SELECT sequence, text FROM (SELECT sequence, entry AS text,
    sum(octet_length(entry)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) - octet_length(entry) AS before
    FROM audit WHERE sequence > $1::bigint ORDER BY sequence LIMIT $2::bigint) AS paged
  WHERE before < 1000000 ORDER BY sequence`
const AUDIT_BYTES = 'SELECT coalesce(sum(length(entry)), 0)::bigint AS n FROM audit'

/** What is asked before the close is done, if the database answers; afterwards everything is refused. */
function opened(patience: Millis, end: () => Promise<void>) {
  const running = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined
  return {
    whileOpen:
      <A extends readonly unknown[], T>(answer: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        if (closing !== undefined) throw new Error('the store is closed')
        const asked = answer(...args)
        running.add(asked)
        try {
          return await asked
        } finally {
          running.delete(asked)
        }
      },
    close: (): Promise<void> => {
      closing ??= within(patience, Promise.allSettled(running)).then(end)
      return closing
    },
  }
}
