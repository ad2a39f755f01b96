import type { Stage } from '../core/stage.ts'
import type { SilenceAround } from './silence-around.ts'
import { endSilence } from './silence-commands.ts'

/** After a start: what came from an Alertmanager that is no longer configured ends, for nobody would end it any more. */
export function mendMirrored(stage: Stage, { index, policy }: SilenceAround): void {
  const known = new Set(policy.upstreams.map(({ name }) => name))
  for (const silence of [...stage.silences()]) {
    const names = silence.mirrored_from
    if (names === undefined || silence.state === 'expired' || names.some((name) => known.has(name))) continue
    const reason = `it came from ${names.join(', ')}, which is no longer among the upstreams`
    endSilence(stage, index, silence, { by: 'watchfloor', reason })
  }
}
