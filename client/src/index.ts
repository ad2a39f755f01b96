export {
  actOnMany,
  type Late,
  type OnMany,
  type Outcome,
  outcomeOfOne,
  type Refused,
  type Send,
} from './act-on-many.ts'
export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Broken, Counts, Drops, Freshness, Proof, Transport } from './core/freshness.ts'
export { TRANSPORTS } from './core/freshness.ts'
export type { BoardCause } from './core/messages.ts'
export type { Tuning } from './core/tuning.ts'
export type { AskCredential, CredentialAnswer, SignedOutReason, Wanted } from './platform/credential.ts'
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
} from './platform/platform.ts'
export { type Globals, systemPlatform } from './platform/system-platform.ts'
export type { Reason, Refusal, Request, Result } from './result.ts'
