import type { CompiledFilter, ResetReason, StreamFilter } from '@watchfloor/contract'
import type { Latest } from '../delivery/reader.ts'

/** What a connection follows. `compiled` holds the principal's scope too. */
export interface Subscription {
  readonly filter: StreamFilter
  readonly compiled: CompiledFilter
  /** The newest value of class B, as the principal sees it. */
  readonly latest: () => Latest
}

/** Where a subscription begins. */
export type Start =
  | { readonly from: 'head' }
  | { readonly from: 'cursor'; readonly sequence: number }
  /** `cursor` is what the client has: it keeps that until it has seen the reset. */
  | { readonly from: 'reset'; readonly reason: ResetReason; readonly cursor: string }
