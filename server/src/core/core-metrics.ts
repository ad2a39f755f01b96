import type { EventType, Source, SystemNotification } from '@watchfloor/contract'

/** What the core counts. */
export interface CoreMetrics {
  /** Time of one commit, seconds. */
  readonly commit: (seconds: number) => void
  readonly commitFailed: () => void
  /** Alerts of one request by product (bounded set) and what came of them. */
  readonly ingested: (product: string, outcome: 'accepted' | 'rejected' | 'stale', alerts: number) => void
  /** An event was published (class A: committed and visible). */
  readonly published: (type: EventType, source: Source) => void
  /** A background task failed. */
  readonly taskFailed: (task: string) => void
}

/** Structured log, as pino has it. */
export interface Log {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
  readonly error: (fields: object, message: string) => void
  readonly debug: (fields: object, message: string) => void
}

/** What people are told stands in the server's own log too. */
export function logNotification(log: Log, { level, message }: SystemNotification): void {
  switch (level) {
    case 'info':
      return log.info({}, message)
    case 'warning':
      return log.warn({}, message)
    case 'error':
      return log.error({}, message)
    default:
      level satisfies never
  }
}
