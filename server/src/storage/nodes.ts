import type { Millis } from '@watchfloor/contract'

/** One server among those that share a store, as it says of itself. */
export interface NodeRow {
  /** Random, new with every start. */
  readonly id: string
  readonly name: string
  readonly url: string
  readonly version: string
  /** By the clock of the store. */
  readonly started: Millis
  readonly seen: Millis
  /** What it says of itself beside, JSON. */
  readonly report: string
}

/** All servers that share a store. */
export interface Nodes {
  /** Its own report, told with its next sign of life. */
  readonly report: (text: string) => void
  readonly all: () => Promise<readonly NodeRow[]>
}
