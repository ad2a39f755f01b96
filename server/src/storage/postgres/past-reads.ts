import type { ActivitySlice, Millis, Scope, Statistics } from '@watchfloor/contract'
import type { AuditFound, AuditScan } from '../../audit/audit-scan.ts'
import type { EventRow } from '../event-row.ts'
import type { EventScan, Scanned } from '../event-scan.ts'
import type { LifeScan, ScannedLives } from '../life-scan.ts'
import type { BoardRoom } from '../storage.ts'
import { activity } from './activity.ts'
import { boardAt, type StoredBoard } from './board-at.ts'
import { lives } from './lives.ts'
import { auditScan } from './load.ts'
import type { Reads } from './reads.ts'
import { resolved } from './resolved.ts'
import { scanRows } from './scan-rows.ts'
import { statistics } from './statistics.ts'

/** What takes long to read, or to look through; all of it is plain data, because a thread of its own answers. */
export type PastReads = {
  readonly scanBefore: (scan: EventScan) => Promise<Scanned<EventRow>>
  readonly auditScan: (scan: AuditScan) => Promise<AuditFound>
  readonly activity: (asked: Span & { readonly slices: number }) => Promise<readonly ActivitySlice[]>
  readonly statistics: (asked: Span & { readonly offset: Millis }) => Promise<Statistics>
  readonly lives: (scan: LifeScan) => Promise<ScannedLives>
  readonly boardAt: (asked: BoardAsked) => Promise<StoredBoard>
  readonly resolved: (asked: {
    readonly since: Millis
    readonly upTo: number
    readonly scope: Scope
  }) => Promise<number>
}

export interface Span {
  readonly from: Millis
  readonly to: Millis
  readonly scope: Scope | undefined
}

export interface BoardAsked {
  readonly time: Millis
  readonly lingers: Millis
  readonly most: BoardRoom
  readonly scope: Scope | undefined
}

export function pastReads({ ask, atOnce }: Reads): PastReads {
  return {
    scanBefore: (scan) => scanRows(ask, scan),
    auditScan: (scan) => auditScan(ask, scan),
    activity: (asked) => atOnce((ask) => activity(ask, asked)),
    statistics: (asked) => atOnce((ask) => statistics(ask, asked)),
    lives: (scan) => atOnce((ask) => lives(ask, scan)),
    boardAt: (asked) => atOnce((ask) => boardAt(ask, asked)),
    resolved: (asked) => atOnce((ask) => resolved(ask, asked)),
  }
}
