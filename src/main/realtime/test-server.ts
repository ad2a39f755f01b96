import {
  type AskCredential,
  createClient,
  type Platform,
  type Refusal,
  type Result,
} from '@watchfloor/client'
import { parser, SignInWays, Stats } from '@watchfloor/contract'
import Type from 'typebox'
import type { ServerFacts } from '../../shared/desk-state.ts'
import { isServerAddress } from '../../shared/server-address.ts'

const parseStats = parser(Stats)
const parseWays = parser(SignInWays)
const parseHealth = parser(Type.Object({ version: Type.String(), server_time: Type.String() }))

/** Asks a server for what a person wants to see before trusting it. Nothing is kept, nothing goes on afterwards. */
export async function testServer(
  platform: Platform,
  address: string,
  by: { readonly token: string | undefined; readonly credential?: AskCredential },
): Promise<Result<ServerFacts>> {
  if (!isServerAddress(address)) {
    const message = 'The address must be like https://watch.example.com, without a name or a password in it.'
    return { ok: false, reason: 'invalid', message }
  }
  const nothing = (): void => {}
  const listeners = { onBoard: nothing, onEvents: nothing, onFreshness: nothing }
  const client = createClient({ ...platform, ...listeners, ...by, url: address })
  /** Asks as somebody whom nobody knows. */
  const stranger = createClient({ ...platform, ...listeners, url: address })
  try {
    const began = platform.clock.monotonic()
    const health = await client.request({ path: '/health/realtime', parse: parseHealth })
    const latency_ms = Math.round((platform.clock.monotonic() - began) * 10) / 10
    const asksWho = !health.ok && health.reason === 'signed_out' && by.token === undefined
    if (asksWho) {
      const ways = await stranger.request({ path: '/api/v2/sign-in', parse: parseWays })
      if (!ways.ok) return notWatchfloor(health, address)
      const nothingYet = { firing: 0, critical: 0, sources: 0, asks_who: true }
      return { ok: true, value: { address, latency_ms, version: null, ...nothingYet } }
    }
    // Whoever sees a part of the alerts is not told how the server does.
    if (!health.ok && health.reason !== 'forbidden') return notWatchfloor(health, address)
    const stats = await client.request({ path: '/api/v2/stats', parse: parseStats })
    if (!stats.ok) return notWatchfloor(stats, address)
    const { firing_alerts, by_severity, last_seen } = stats.value
    return {
      ok: true,
      value: {
        address,
        latency_ms,
        version: health.ok ? health.value.version : null,
        firing: firing_alerts,
        critical: by_severity.critical,
        sources: Object.keys(last_seen).length,
        asks_who: false,
      },
    }
  } finally {
    client.stop()
    stranger.stop()
  }
}

/** Something else answers at that address: that is a fact about the address, not about this app. */
function notWatchfloor(refusal: Refusal, address: string): Refusal {
  if (refusal.reason !== 'unreadable' && refusal.reason !== 'not_found') return refusal
  return { ...refusal, message: `What answers at ${address} is not Watchfloor: ${refusal.message}` }
}
