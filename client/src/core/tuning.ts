/** Every time and limit of the client, milliseconds unless said otherwise. */
export interface Tuning {
  /** Silence after which the server is asked whether it is there (S27). */
  readonly probe_after: number
  /** How long that question may take (S27). */
  readonly probe_limit: number
  /** Silence after which the stream counts as dead (S27). */
  readonly dead_after: number
  /** How long a connection may take to say hello. */
  readonly hello_limit: number
  /** The same of one on which the server says now and then that it has to wait, as it does while it starts or is full. */
  readonly held_limit: number
  /** Attempts in a row that end without a working stream, though the server answers, before a lower transport is taken. */
  readonly attempts_per_transport: number
  /** How often a better transport is tried from a lower one. */
  readonly climb_every: number
  readonly backoff_base: number
  readonly backoff_cap: number
  readonly backoff_floor: number
  /** For this long after the time that a restarting server named, it is expected back, and the back-off is capped lower. */
  readonly restart_expected: number
  readonly restart_backoff_cap: number
  /** A stream that lived this long was a success: the next back-off starts from its base. */
  readonly stable_after: number
  /** How long the server may hold a long poll; below `probe_after`, so that polling too proves life in time. */
  readonly poll_wait: number
  /** How long a command or the board may take. */
  readonly request_limit: number
}

export const DEFAULT_TUNING: Tuning = {
  probe_after: 18_000,
  probe_limit: 5_000,
  dead_after: 25_000,
  hello_limit: 5_000,
  held_limit: 120_000,
  attempts_per_transport: 2,
  climb_every: 60_000,
  backoff_base: 1_000,
  backoff_cap: 30_000,
  backoff_floor: 100,
  restart_expected: 60_000,
  restart_backoff_cap: 4_000,
  stable_after: 10_000,
  poll_wait: 15_000,
  request_limit: 10_000,
}
