/** Where updates come from: what everybody gets, or what comes before it. */
export const UPDATE_CHANNELS = ['stable', 'beta'] as const
export type UpdateChannel = (typeof UPDATE_CHANNELS)[number]

/** What an update that is there waits for. */
export type Waiting =
  | { readonly for: 'criticals'; readonly count: number }
  /** Whether a critical is open is not known. */
  | { readonly for: 'receiving' }

/** How this app stands with its updates. */
export type UpdateState =
  /** None are looked for. */
  | { readonly kind: 'off'; readonly why: 'no_key' | 'switched_off' | 'clone' | 'no_packages' | 'no_server' }
  | { readonly kind: 'unchecked' }
  /** `offered` is what the feed has, where that is not what runs. */
  | { readonly kind: 'newest'; readonly offered: string | null }
  /** It is handed out in stages, and other desks come first. */
  | { readonly kind: 'staged'; readonly version: string }
  | { readonly kind: 'loading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'ready'; readonly version: string; readonly waiting: Waiting | null }
  /** For the system's own package tool: the person types the line. */
  | { readonly kind: 'announced'; readonly version: string; readonly line: string | null }
  /** It was installed, did not start, and was taken back. */
  | { readonly kind: 'rolled_back'; readonly version: string }
  /** Somebody offers what must not be taken. */
  | { readonly kind: 'refused'; readonly why: RefusedUpdate }
  | { readonly kind: 'failed'; readonly why: string }

/** `signature`: not signed by us. `unreadable`: signed by us, in a form of later versions. */
export type RefusedUpdate = 'signature' | 'unreadable' | 'audience' | 'replayed' | 'changed'
