import type { Stage } from '../ledger/stage.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { endSilence } from './silence-commands.ts'

/**
 * After a start: what came from an Alertmanager that is no longer configured ends, for nobody would end it any more;
 * and ours no longer wait for one.
 */
export function mendMirrored(stage: Stage, { index, policy }: SilenceAround): void {
  const known = new Set(policy.upstreams.map(({ name }) => name))
  for (const silence of [...stage.silences()]) {
    if (silence.state === 'expired') continue
    const { mirrored_from, upstreams } = silence
    if (mirrored_from !== undefined && !mirrored_from.some((name) => known.has(name))) {
      const reason = `it came from ${mirrored_from.join(', ')}, which is no longer among the upstreams`
      endSilence(stage, index, silence, { by: 'watchfloor', reason })
      continue
    }
    const links = upstreams?.filter(({ name }) => known.has(name))
    if (links === undefined || links.length === upstreams?.length) continue
    const { upstreams: _before, ...rest } = silence
    const left = links.length === 0 ? rest : { ...rest, upstreams: links }
    stage.putSilence('silence_updated', left, { reason: 'an upstream is no longer configured' })
  }
}
