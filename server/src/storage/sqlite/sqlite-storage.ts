import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { CredentialRecord } from '../../access/credential.ts'
import type { RevocationRecord } from '../../access/revocation.ts'
import type { SessionRecord } from '../../access/session.ts'
import type { KeptSeverity } from '../../alerts/severity-names.ts'
import type { SourceRecord } from '../../health/source-record.ts'
import { fromRow } from '../event-row.ts'
import type { Storage } from '../storage.ts'
import { StoreBehind } from '../store-behind.ts'
import { keepCarrying } from './carrying.ts'
import { keepCheckpointing } from './checkpointing.ts'
import { commitRows } from './commit-rows.ts'
import { pastStore } from './past-store.ts'
import type { CheckpointCalls, ReaderCalls, WriterCalls } from './protocol.ts'
import { type LoadedAlerts, readAlerts } from './read-alerts.ts'
import { readEvents } from './read-events.ts'
import { type Call, startThread } from './thread.ts'

/**
 * Storage in one SQLite file, written by one thread of its own so that no commit blocks the event loop.
 * Rejects when the file cannot be opened, with `DamagedDatabase` when it, or an alert in it, cannot be read.
 * What it loads leaves unread what it can, where that is asked for.
 */
export async function openSqlite(file: string, reserve = 0, leavesUnread = false): Promise<Storage> {
  const writer = await startThread<WriterCalls>('writer-thread', { file, reserve })
  // What is counted may take seconds, and whoever looks for something does not wait for it.
  const counting = lateThread<ReaderCalls>('reader-thread', file)
  const looking = lateThread<ReaderCalls>('reader-thread', file)
  // Read at once, because an alert that cannot be read is damage to the file like any other.
  let alerts: LoadedAlerts | undefined = await readAlerts(writer, leavesUnread).catch(
    async (error: unknown) => {
      // What is damaged is not carried over.
      await writer('close', 'as it is')
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
      const rows = commitRows(changes)
      const handedOver = rows.batch === undefined ? [] : [rows.batch.bytes.buffer]
      const { behind, wrote } = await writer('commit', rows, handedOver)
      carrying.committed(behind)
      checkpointing.committed(wrote)
    },
    close: async () => {
      carrying.close()
      checkpointing.close()
      await Promise.all([counting.close(), looking.close(), aside.close()])
      await writer('close', null)
    },
    audit: {
      after: (sequence, limit) => looking.call('auditAfter', { sequence, limit }),
      scan: (scan) => looking.call('auditScan', scan),
      checkpoint: async () => (await looking.call('auditCheckpoint', null)) ?? undefined,
      bytes: () => looking.call('auditBytes', null),
    },
    past: pastStore({
      writer,
      counting: counting.call,
      looking: looking.call,
      bringUp: carrying.bringUp,
    }),
    events: {
      readAfter: async (after, limit) => (await writer('readAfter', { after, limit })).map(fromRow),
      // What was committed a moment ago is what most look for: they do not wait until it is in the tables.
      ofAlert: async (fingerprint, limit) =>
        (await looking.call('ofAlert', { fingerprint, limit })).map(fromRow),
      scanBefore: async (scan) => {
        const found = await looking.call('scanBefore', scan)
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
        throw new StoreBehind(error, 'read')
      })
      return (await started)(name, args)
    },
    close: async () => {
      await (await started)?.('close', null)
    },
  }
}
