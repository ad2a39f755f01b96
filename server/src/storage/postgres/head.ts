import { randomUUID } from 'node:crypto'

/** Where the log ends, as its one row says and as whoever writes believes. */
export interface Head {
  /** Sequence of the newest event; 0 when there is none. */
  readonly sequence: number
  /** What the last commit called itself: it tells whether a commit whose answer was lost is there. */
  readonly commit: string
  /** How many commits there were. */
  readonly number: number
  /** The term that writes; empty before the first. */
  readonly epoch: string
  /** History of the database that it stands in: another one once a standby took over. */
  readonly timeline: number
  /** Which database cluster this is; empty where the role may not ask. */
  readonly system: string
}

export const newCommitId = (): string => randomUUID()

/** SQL for the timeline that is written to at this moment; it fails on a standby. */
export const TIMELINE = `('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint`

/**
 * SQL for what tells this log from a copy of it: the cluster's own number, and that of the table, which a restored
 * one has anew. Every role may ask for the first, unless somebody took that away.
 */
export function systemOf(mayAsk: boolean): string {
  const cluster = mayAsk ? '(SELECT system_identifier::text FROM pg_control_system())' : `''`
  return `${cluster} || '/' || 'log_head'::regclass::oid`
}

/** SQL for the head's row, as `Head` names it. */
export const HEAD =
  'SELECT sequence, commit_id AS commit, commit_number AS number, epoch, timeline, system FROM log_head'
