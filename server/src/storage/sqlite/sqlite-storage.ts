import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { CredentialRecord } from '../../access/credential.ts'
import type { RevocationRecord } from '../../access/revocation.ts'
import type { SessionRecord } from '../../access/session.ts'
import type { KeptSeverity } from '../../alerts/severity-names.ts'
import type { SourceRecord } from '../../health/source-record.ts'
import { toSlices } from '../activity.ts'
import { fromRow, fromWhole, type WholeRow } from '../event-row.ts'
import { KEY_OF } from '../record-keys.ts'
import type { Changes, Storage } from '../storage.ts'
import { keepCarrying } from './carrying.ts'
import { keepCheckpointing } from './checkpointing.ts'
import { journalBatch } from './journal-batch.ts'
import type { CheckpointCalls, KeyedRow, ReaderCalls, StateTable, WriterCalls } from './protocol.ts'
import { type LoadedAlerts, readAlerts } from './read-alerts.ts'
import { readEvents } from './read-events.ts'
import { type Call, startThread } from './thread.ts'

/** Older events that are taken into the history in one transaction. */
const FILL = 2_000

/**
 * Storage in one SQLite file, written by one thread of its own so that no commit blocks the event loop.
 * Rejects when the file cannot be opened, with `DamagedDatabase` when it, or an alert in it, cannot be read.
 * What it loads leaves unread what it can, where that is asked for.
 */
export async function openSqlite(file: string, reserve = 0, leavesUnread = false): Promise<Storage> {
  const writer = await startThread<WriterCalls>('writer-thread', { file, reserve })
  const reader = lateThread<ReaderCalls>('reader-thread', file)
  // What is counted may take seconds, and whoever reads the log does not wait for it.
  const logReader = lateThread<ReaderCalls>('reader-thread', file)
  // Read at once, because an alert that cannot be read is damage to the file like any other.
  let alerts: LoadedAlerts | undefined = await readAlerts(writer, leavesUnread).catch(
    async (error: unknown) => {
      await writer('close', null)
      throw error
    },
  )
  const aside = lateThread<CheckpointCalls>('checkpoint-thread', file)
  const checkpointing = keepCheckpointing(aside.call, writer)
  const carrying = keepCarrying(writer, checkpointing.wrote)
  // What a crash left.
  const { bytes: left } = await writer('carryOver', { upTo: 0 })
  carrying.found(left)
  return {
    behind: carrying.behind,
    load: async (midnight, recent) => {
      const first = alerts
      alerts = undefined
      const rows = await writer('load', { midnight, recent })
      return {
        ...(first ?? (await readAlerts(writer, leavesUnread))),
        silences: rows.state.silences.map((json) => JSON.parse(json) as BoardSilence),
        sources: rows.state.sources.map((json) => JSON.parse(json) as SourceRecord),
        health: rows.state.health.map((json) => JSON.parse(json) as BoardHealth),
        credentials: rows.state.credentials.map((json) => JSON.parse(json) as CredentialRecord),
        sessions: rows.state.sessions.map((json) => JSON.parse(json) as SessionRecord),
        revocations: rows.state.revocations.map((json) => JSON.parse(json) as RevocationRecord),
        severities: rows.state.severities.map((json) => JSON.parse(json) as KeptSeverity),
        terms: rows.terms,
        head: rows.head,
        recent: readEvents(rows.recent),
        resolvedToday: rows.resolvedToday,
        auditEnd: rows.auditEnd,
        localActs: rows.localActs,
      }
    },
    openTerm: async (term) => {
      await writer('openTerm', { epoch: term.epoch, first: term.first })
      return term
    },
    commit: async (changes) => {
      // They are what was stored when the file was opened, and no longer are.
      alerts = undefined
      const rows = toRows(changes)
      const handedOver = rows.batch === undefined ? [] : [rows.batch.bytes.buffer]
      const { behind, wrote } = await writer('commit', rows, handedOver)
      carrying.committed(behind)
      checkpointing.committed(wrote)
    },
    close: async () => {
      carrying.close()
      checkpointing.close()
      await Promise.all([reader.close(), logReader.close(), aside.close()])
      await writer('close', null)
    },
    audit: {
      after: (sequence, limit) => logReader.call('auditAfter', { sequence, limit }),
      scan: (scan) => logReader.call('auditScan', scan),
      checkpoint: async () => (await logReader.call('auditCheckpoint', null)) ?? undefined,
      bytes: () => logReader.call('auditBytes', null),
    },
    past: {
      activity: async (from, to, slices, scope) => {
        const width = (to - from) / slices
        await carrying.bringUp()
        return toSlices(from, width, slices, await reader.call('timeline', { from, to, width, scope }))
      },
      statistics: async (from, to, scope, offset = 0) => {
        await carrying.bringUp()
        return (await reader.call('statistics', { from, to, offset, scope })) ?? 'filling'
      },
      // Each look is short, and does not wait for what is counted.
      lives: async (scan) => {
        await carrying.bringUp()
        return (await logReader.call('lives', scan)) ?? 'filling'
      },
      resolved: async (since, upTo, scope) => {
        await carrying.bringUp()
        return reader.call('resolved', { since, upTo, scope })
      },
      boardAt: async (time, lingers, most, scope) => {
        await carrying.bringUp()
        const past = await reader.call('boardAt', { time, lingers, most, scope })
        if (past === null) return 'filling'
        const { earliest, at, pages, leftOut } = past
        return {
          earliest: earliest ?? undefined,
          at: at === null ? undefined : fromRow(at),
          // Our own writing.
          pages: pages.map((text) => () => (JSON.parse(text) as readonly WholeRow[]).map(fromWhole)),
          leftOut: leftOut ?? undefined,
        }
      },
      fill: () => writer('backfill', { limit: FILL }),
    },
    events: {
      readAfter: async (after, limit) => (await writer('readAfter', { after, limit })).map(fromRow),
      // What was committed a moment ago is what most look for: they do not wait until it is in the tables.
      ofAlert: async (fingerprint, limit) =>
        (await logReader.call('ofAlert', { fingerprint, limit })).map(fromRow),
      scanBefore: async (scan) => {
        const found = await logReader.call('scanBefore', scan)
        return { ...found, events: found.events.map(fromRow) }
      },
      firstSince: async (time) => (await writer('firstSince', { time })) ?? undefined,
      purgeBefore: async (time, limit) => {
        await carrying.bringUp()
        return writer('purgeBefore', { time, limit })
      },
      usedBytes: () => writer('usedBytes', null),
    },
  }
}

/** A thread beside the one that writes starts when it is first asked: most servers do without for hours. */
function lateThread<A extends ReaderCalls | CheckpointCalls>(
  entry: Parameters<typeof startThread>[0],
  file: string,
): {
  readonly call: Call<A>
  readonly close: () => Promise<void>
} {
  let started: Promise<Call<A>> | undefined
  return {
    call: async (name, args) => {
      started ??= startThread<A>(entry, { file, reserve: 0 }).catch((error: unknown) => {
        started = undefined
        throw error
      })
      return (await started)(name, args)
    },
    close: async () => {
      await (await started)?.('close', null)
    },
  }
}

function toRows(changes: Changes): WriterCalls['commit']['args'] {
  const rows = <T>(items: readonly T[], key: (item: T) => string): KeyedRow[] =>
    items.map((item) => [key(item), JSON.stringify(item)])
  return {
    batch: journalBatch(changes),
    audit: changes.audit,
    auditTrim: changes.auditTrim,
    put: ofSome({
      silences: rows(changes.silences, KEY_OF.silences),
      sources: rows(changes.sources, KEY_OF.sources),
      health: rows(changes.health, KEY_OF.health),
      credentials: rows(changes.credentials, KEY_OF.credentials),
      sessions: rows(changes.sessions, KEY_OF.sessions),
      revocations: rows(changes.revocations, KEY_OF.revocations),
      severities: rows(changes.severities, KEY_OF.severities),
    }),
    forget: ofSome({
      silences: changes.forgottenSilences,
      sources: changes.forgottenSources,
      health: changes.forgottenHealth,
      credentials: changes.forgottenCredentials,
      sessions: changes.forgottenSessions,
      revocations: changes.forgottenRevocations,
      severities: changes.forgottenSeverities,
    }),
  }
}

/** Only those tables that have something: to the thread, an empty list costs as much as a row. */
function ofSome<T>(
  tables: Readonly<Record<StateTable, readonly T[]>>,
): Partial<Record<StateTable, readonly T[]>> {
  const some: Partial<Record<StateTable, readonly T[]>> = {}
  for (const table in tables) {
    const list = tables[table as StateTable]
    if (list.length > 0) some[table as StateTable] = list
  }
  return some
}
