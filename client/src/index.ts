export { type Client, type ClientOptions, createClient } from './client.ts'
export type { BoardCause } from './core/messages.ts'
export type { Broken, Counts, Drops, Freshness, Proof, Transport } from './freshness.ts'
export { TRANSPORTS } from './freshness.ts'
export type {
  ByteReader,
  Cancel,
  Clock,
  Fetch,
  FetchInit,
  FetchResponse,
  Platform,
  Socket,
  SocketConstructor,
  Timers,
} from './platform.ts'
export type { Reason, Refusal, Request, Result } from './result.ts'
export { type Globals, systemPlatform } from './system-platform.ts'
export type { Tuning } from './tuning.ts'
