import type { Upstream } from '../../../server/src/upstreams/upstream.ts'
import type { UpstreamClient } from '../../../server/src/upstreams/upstream-client.ts'
import { UpstreamWatch } from '../../../server/src/upstreams/upstream-watch.ts'
import { HOUR, type TestCore } from './test-core.ts'

/** An upstream that is no address: a client stands for it. */
export function upstreamNamed(name: string, write: boolean): Upstream {
  return { name, url: 'http://model', timeout: 1_000, write, credentials: { kind: 'none' } }
}

/** Watches it for a core, but looks only when it is told to. */
export function watched(
  t: TestCore,
  upstream: Upstream,
  client: UpstreamClient,
  random: () => number = () => 0.5,
): UpstreamWatch {
  return new UpstreamWatch({
    upstream,
    client,
    core: t.core,
    isOurs: () => true,
    lookThere: async () => undefined,
    causeOf: () => undefined,
    poll: 24 * HOUR,
    clock: t.clock,
    timers: t.clock,
    random,
    logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    onFailed: (error) => {
      throw error
    },
  })
}
