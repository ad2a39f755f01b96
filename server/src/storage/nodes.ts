import type { Millis } from '@watchfloor/contract'

/** Who a server is, among those that share a store. */
export interface NodeIdentity {
  /** Random, new with every start. */
  readonly id: string
  readonly name: string
  /** Where people reach this one alone; may be empty. */
  readonly url: string
  readonly version: string
}

/** One server among those that share a store, as it says of itself. */
export interface NodeRow extends NodeIdentity {
  /** By the clock of the store. */
  readonly started: Millis
  readonly seen: Millis
  /** What it says of itself beside, JSON. */
  readonly report: string
  /** Whose streams and polls it holds, JSON; large where very many are connected, and read only when it changed. */
  readonly askers: string
}

/** What a server says of itself with every sign of life. */
export type NodeWords = Pick<NodeRow, 'report' | 'askers'>

/** All servers that share a store, as the store told at one moment. */
export interface NodesSeen {
  /** The store's clock at that moment. */
  readonly at: Millis
  /** Also those that were not heard of lately. */
  readonly rows: readonly NodeRow[]
  /** The id of the one that has the duty; empty when nobody has it. */
  readonly keeper: string
  /** Sequence of the newest event that is committed. */
  readonly head: number
  /** How far this server's clock is ahead of the store's, as exactly as the way there lets it be known. */
  readonly skew: Millis
  /** The moment at which this was asked, on this server's monotonic clock. */
  readonly askedAt: number
}

/** All servers that share a store. */
export interface Nodes {
  readonly me: NodeIdentity
  /** Called with every sign of life: what this server says of itself. */
  readonly tell: (words: () => NodeWords) => void
  /** Says it at once, and has the others look at once. */
  readonly hurry: () => void
  /** The newest; undefined before the first. */
  readonly seen: () => NodesSeen | undefined
  /** Calls back with each; answers the way to stop. */
  readonly onSeen: (listener: (seen: NodesSeen) => void) => () => void
  /** Asks another of them something. Undefined when it did not answer in time; rejects when the store is not reached. */
  readonly ask: (node: string, question: string, patience: Millis) => Promise<string | undefined>
  /** What others ask of this one is answered so. */
  readonly answer: (answer: (question: string) => Promise<string>) => void
}
