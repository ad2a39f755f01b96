import { randomBytes, randomUUID } from 'node:crypto'
import type { Millis } from '@watchfloor/contract'
import type { Checkpoint } from '../../audit/checkpoint.ts'
import type { AuditRow } from '../../audit/entry.ts'
import { fromRow } from '../event-row.ts'
import type { NodeIdentity } from '../nodes.ts'
import type { Shared } from '../shared.ts'
import type { Storage } from '../storage.ts'
import { auditKeys } from './audit-keys.ts'
import { within } from './connection.ts'
import { bigint, eventReads } from './event-rows.ts'
import { Member } from './member.ts'
import { openWriter } from './open-writer.ts'
import { startPast } from './past.ts'
import type { Place } from './place.ts'
import { openReads } from './reads.ts'
import { signInTables } from './sign-ins.ts'
import { trimCommits } from './trim-commits.ts'

/** Connections for reads of a moment, beside the one that writes and those of the past. */
const CONNECTIONS = 3

export interface PostgresOptions {
  /** Who this server is, among those that share the log; somebody new when absent. */
  readonly node?: NodeIdentity
  readonly newEpoch?: () => string
  readonly now?: () => Millis
  /** A sign of life failed, the first of a row: others will take this server for gone. */
  readonly onTrouble?: (error: unknown) => void
  /** Say when others may have committed, and tell others; absent, whoever wants to know looks. */
  readonly wakes?: { readonly publish: (commit: number) => void; readonly onWake: Shared['onWake'] }
}

export type SharedStorage = Storage & { readonly shared: Shared }

const DAY = 86_400_000

/** Storage in a schema of a PostgreSQL database, which several servers may share. Rejects when it cannot be opened. */
export async function openPostgres(place: Place, options: PostgresOptions = {}): Promise<SharedStorage> {
  const { wakes, node = somebody(), now = Date.now } = options
  const writer = await openWriter({
    place,
    node: node.id,
    newEpoch: options.newEpoch ?? (() => randomBytes(5).toString('hex')),
    midnight: () => Math.floor(now() / DAY) * DAY,
    onCommit: wakes?.publish ?? (() => undefined),
  })
  const member = new Member(place, node, options.onTrouble)
  try {
    await member.start()
  } catch (error) {
    await Promise.all([member.close(), writer.close()])
    throw error
  }
  const reads = openReads(place, CONNECTIONS)
  const past = startPast(place)
  const { whileOpen, close } = opened(place.patience, async () => {
    await member.close()
    await writer.close()
    await Promise.all([reads.close(), past.close()])
  })
  const { readAfter, ofAlert, firstSince, purgeBefore, usedBytes } = eventReads(reads.ask)
  return {
    load: whileOpen((midnight, recent) => writer.load(midnight, recent)),
    openTerm: whileOpen((term) => writer.openTerm(term)),
    commit: whileOpen((changes) => writer.commit(changes)),
    shared: {
      catchUp: whileOpen((options) => writer.catchUp(options)),
      letGo: whileOpen(() => writer.letGo()),
      trim: whileOpen(() => trimCommits(reads.ask)),
      onWake: wakes?.onWake ?? (() => () => undefined),
      duty: member.duty,
      nodes: member.nodes,
    },
    signIns: signInTables(whileOpen(reads.ask) as typeof reads.ask, place.patience),
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
      keys: auditKeys(whileOpen(reads.ask) as typeof reads.ask),
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

function somebody(): NodeIdentity {
  const id = randomUUID()
  return { id, name: id, url: '', version: '' }
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
