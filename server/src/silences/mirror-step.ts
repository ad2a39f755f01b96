import type { Millis, Silence, UpstreamLink } from '@watchfloor/contract'

/** What an upstream's list of silences makes of ours. */
export type MirrorStep =
  /** A silence of theirs, as it is to stand here. */
  | { readonly kind: 'put'; readonly silence: Silence }
  /** It ended there, with the times that it has there, or is no longer there. */
  | {
      readonly kind: 'end'
      readonly id: string
      readonly reason: string
      readonly there?: { readonly endsAt: Millis; readonly updatedAt: Millis }
    }
  /** It is no longer there, but elsewhere. */
  | { readonly kind: 'leave'; readonly id: string }
  /** What is known of our copy there changed; nothing that people are told. */
  | { readonly kind: 'link'; readonly id: string; readonly link: UpstreamLink }
  /** Somebody gave our copy there another end. */
  | { readonly kind: 'adopt'; readonly id: string; readonly ends_at: string; readonly link: UpstreamLink }
