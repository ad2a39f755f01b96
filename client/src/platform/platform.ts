/** Ends something that was started; calling it twice is harmless. */
export type Cancel = () => void

export interface Clock {
  /** Wall time, milliseconds since 1970. It may jump; used only to compare with the server's time. */
  readonly now: () => number
  /** Milliseconds from an arbitrary start that never jump: `performance.now()`. Every deadline uses this one. */
  readonly monotonic: () => number
}

export interface Timers {
  /** Runs once after that many milliseconds, unless cancelled. */
  readonly after: (milliseconds: number, run: () => void) => Cancel
  /** Runs once in a later turn of the loop, after what has already arrived, and is not throttled in a hidden page. */
  readonly soon: (run: () => void) => void
}

export interface FetchInit {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly signal?: AbortSignal
  readonly cache?: 'no-store'
  readonly redirect?: 'manual'
}

export interface ByteReader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  readonly cancel: () => Promise<unknown>
}

export interface FetchResponse {
  readonly status: number
  /** `opaqueredirect` is how a browser shows a redirect that was not followed. */
  readonly type: string
  readonly headers: { readonly get: (name: string) => string | null }
  readonly body: { readonly getReader: () => ByteReader } | null
  readonly text: () => Promise<string>
}

/** The part of `fetch` that the client needs; the global one and Electron's `net.fetch` both fit. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>

/** The part of a WebSocket that the client needs; the browsers', Node's and `ws`'s all fit. */
export interface Socket {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
  /** Only in `ws`: ends the connection without waiting for the other side. */
  terminate?(): void
}

export type SocketConstructor = new (url: string) => Socket

/** Everything from outside that the client touches. */
export interface Platform {
  readonly fetch: Fetch
  /** Absent where there is none: that transport is then left out. */
  readonly WebSocket?: SocketConstructor | undefined
  readonly clock: Clock
  readonly timers: Timers
  /** A number in [0, 1). */
  readonly random: () => number
}
