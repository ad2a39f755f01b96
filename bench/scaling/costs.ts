/** What was measured, each with the bench that measures it again. Where runs differ it is the dearer one. */
export const COSTS = {
  /** `bench/stream-mixed.ts`: one write to one stream, with its share of taking the event in, µs of the main thread. */
  writeMicros: 11,
  /** What waits is gathered for so long, ms: a stream is written to at most so often, however many events there are. */
  gatherMs: 20,
  /** `bench/stream-fan-out.ts` at 1,000 to 3,000 events a second: each further event of such a write, µs. */
  furtherEventMicros: 0.28,
  /** The same: bytes of an event on the wire. */
  eventBytes: 690,
  /** `bench/stream-reconnect.ts`: a client that comes back, µs of the main thread; with a JWT that is new to the node. */
  comeBackMicros: 500,
  comeBackJwtMicros: 700,
  /** `bench/stream-memory.ts`: a stream at rest, bytes. */
  streamBytes: 4.4 * 1024,
  /** `bench/memory.ts`: a node without alerts, and an alert, bytes; `bench/resident.ts`: how much more under load. */
  emptyBytes: 141 * 2 ** 20,
  alertBytes: 2 * 1024,
  underLoad: 1.8,
  /** `bench/nodes.ts --only ingest`: a new alert, µs of the node that takes it (all threads), and of PostgreSQL. */
  alertMicros: 61,
  alertDatabaseMicros: 39,
  /** The same with three nodes: what each of the others takes for it, µs. */
  takeOverMicros: 54,
  /** `bench/start.ts`: a node that starts again, ms. */
  restartMs: 1_000,
  /** `bench/stream-reconnect.ts`: a restart that was measured, s, which the simulation is held against. */
  measured: { clients: 5_000, awayMs: 1_050, p50: 3.4, p95: 4.86, jwt: { p50: 3.9, p95: 5.45 } },
} as const

/** What the clients and the server are set to (`client/src/core/tuning.ts`, `stream.retry_ms`, S27). */
export const TIMES = {
  /** After a lost stream a client waits between these, each its own time, ms. */
  retry: { from: 2_000, to: 5_000 },
  /** A server that stops in order while others take its clients (`server/src/stream/drain.ts`): those waits, and its pace. */
  drain: { retry: { from: 100, to: 200 }, perSecond: 1_000, pauseMs: 50 },
  /** After an attempt that failed: anything up to base × 2^failures, at most the cap, ms. */
  backoff: { base: 1_000, cap: 30_000, floor: 100 },
  /** An attempt without an answer is given up, ms. */
  helloLimit: 5_000,
  /** Attempts that may wait at one node: the length of its socket's queue. */
  backlog: 4_096,
} as const

/** What a node is loaded with at most, so that a storm and the loss of another still fit. */
export const ROOM = {
  /** Part of a node's one main thread in an ordinary minute. */
  ordinary: 0.3,
  /** How long a round over all viewers of a node may take in a storm, ms: by so much the last of them is later. */
  roundMs: 100,
  /** What a node admits: `limits.total_streams`, unless somebody sets it. */
  streams: 10_000,
} as const
