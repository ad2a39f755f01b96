import type { IncomingHttpHeaders } from 'node:http'

/** By what a stream got an event. */
export type DeliveredBy = 'sse' | 'websocket' | 'poll'

/** A group of changes that is being judged. */
export interface FollowedStage {
  /** By what its commit is followed beyond this server (W3C `traceparent`). */
  trace?: string | undefined
}

/** One request with alerts that is followed to those who read. */
export interface Followed {
  /** A command of it begins to judge in this stage; call what it answers when it has. */
  readonly judging: (stage: FollowedStage) => () => void
  /** It is answered. */
  readonly answered: (status: number) => void
}

/** A commit of another server that is followed. */
export interface FollowedCommit {
  readonly upTo: number
  readonly trace: string
}

/**
 * Follows requests from their first byte to the first reader. Where nobody is to be told there is none, and whoever would
 * call it does nothing at all.
 */
export interface Tracing {
  /** Undefined when this one is not followed. */
  readonly begin: (name: string, id: string, headers: IncomingHttpHeaders) => Followed | undefined
  /** A commit has taken so long, and what it held is about to be settled. */
  readonly committed: (seconds: number) => void
  /** Has what was staged published, and knows from then on who waits for which events. */
  readonly settled: (stage: FollowedStage, newest: number | undefined, publish: () => void) => void
  /** Has what other servers committed published here; each commit that is followed brought the log to a sequence. */
  readonly takenOver: (commits: readonly FollowedCommit[], publish: () => void) => void
  /** Somebody was written everything up to this event. */
  readonly delivered: (by: DeliveredBy, upTo: number) => void
}
