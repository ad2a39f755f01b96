import type { Freshness } from '@watchfloor/client'
import type { Event } from '@watchfloor/contract'

/** What the leading tab hears from the server, passed on in order. */
export interface Told {
  readonly kind: 'told'
  /** Names what can be continued: another leader, or a log that was reset, is another run. */
  readonly run: string
  /** Is somebody looking at the leading tab? The timers of the others are slowed down by the browser. */
  readonly is_seen: boolean
  /** The leader stood here; these events, if any, brought it to `cursor`. Null while it has no board. */
  readonly before: string | null
  readonly cursor: string | null
  readonly events: readonly Event[]
  readonly freshness: Freshness | null
}

/** What the tabs of one console say to each other. Plain data: it is copied from page to page. */
export type TabMessage =
  | Told
  /** A tab that follows wants to hear that there is a leader. */
  | { readonly kind: 'ask' }
  /** A tab that follows is looked at again. */
  | { readonly kind: 'wake' }
  /** This browser is signed in. */
  | { readonly kind: 'resume' }

/** The way to all other tabs, never back to this one. */
export interface TabChannel {
  post(message: TabMessage): void
  /** One listener at a time. */
  listen(listener: (message: TabMessage) => void): void
  close(): void
}

/** Which tab leads: at most one at a time, as far as this can be known. */
export interface Leadership {
  /**
   * `wait` stands in line until nobody leads; `take` leads at once, whoever leads now. Returns what gives it up, or
   * leaves the line.
   */
  request(how: 'wait' | 'take', on: LeadershipEvents): () => void
}

export interface LeadershipEvents {
  readonly granted: () => void
  /** Another tab took it. */
  readonly lost: () => void
}

/** A browser without a way between its tabs: each leads itself alone. */
export const ALONE: { readonly channel: TabChannel; readonly leadership: Leadership } = {
  channel: { post: () => {}, listen: () => {}, close: () => {} },
  leadership: {
    request: (_how, { granted }) => {
      granted()
      return () => {}
    },
  },
}
