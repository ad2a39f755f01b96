import { DEFAULT_STREAM_SETTINGS } from '../stream/parts/stream-settings.ts'
import { count } from './notation.ts'

const { limits } = DEFAULT_STREAM_SETTINGS

/** How many streams there may be. */
export const streamCountSettings = {
  streams_per_address: count(
    limits.streams_per_address,
    1,
    'Streams (SSE and WebSocket together) that one address may hold without signing in, at all servers of one database together.',
  ),
  streams_per_principal: count(
    limits.streams_per_principal,
    1,
    'Streams that whoever is signed in may hold with one token, and as many polls may wait; ten times as many may be opened in a minute.',
  ),
  stream_attempts_per_minute: count(
    limits.stream_attempts_per_minute,
    1,
    'Attempts to open a stream that one address has in a minute without signing in.',
  ),
  total_streams: count(
    limits.total_streams,
    1,
    'Streams and waiting polls of this server; of several, each has so many.',
  ),
}
