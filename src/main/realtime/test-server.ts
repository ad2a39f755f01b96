import { createClient, type Platform, type Refusal, type Result } from '@watchfloor/client'
import { parser, Stats } from '@watchfloor/contract'
import Type from 'typebox'
import type { ServerFacts } from '../../shared/desk-state.ts'
import { isServerAddress } from '../../shared/server-address.ts'

const parseStats = parser(Stats)
const parseHealth = parser(Type.Object({ version: Type.String(), server_time: Type.String() }))

/** Asks a server for what a person wants to see before trusting it. Nothing is kept, nothing goes on afterwards. */
export async function testServer(
  platform: Platform,
  address: string,
  token: string | undefined,
): Promise<Result<ServerFacts>> {
  if (!isServerAddress(address)) {
    const message = 'The address must be like https://watch.example.com, without a name or a password in it.'
    return { ok: false, reason: 'invalid', message }
  }
  const nothing = (): void => {}
  const client = createClient({
    ...platform,
    url: address,
    token,
    onBoard: nothing,
    onEvents: nothing,
    onFreshness: nothing,
  })
  try {
    const began = platform.clock.monotonic()
    const health = await client.request({ path: '/health/realtime', parse: parseHealth })
    if (!health.ok) return notWatchfloor(health, address)
    const latency_ms = Math.round((platform.clock.monotonic() - began) * 10) / 10
    const stats = await client.request({ path: '/api/v2/stats', parse: parseStats })
    if (!stats.ok) return notWatchfloor(stats, address)
    const { firing_alerts, by_severity, last_seen } = stats.value
    return {
      ok: true,
      value: {
        address,
        latency_ms,
        version: health.value.version,
        firing: firing_alerts,
        critical: by_severity.critical,
        sources: Object.keys(last_seen).length,
      },
    }
  } finally {
    client.stop()
  }
}

/** Something else answers at that address: that is a fact about the address, not about this app. */
function notWatchfloor(refusal: Refusal, address: string): Refusal {
  if (refusal.reason !== 'unreadable' && refusal.reason !== 'not_found') return refusal
  return { ...refusal, message: `What answers at ${address} is not Watchfloor: ${refusal.message}` }
}
