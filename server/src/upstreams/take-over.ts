import type { Silence } from '@watchfloor/contract'
import { applyMirror } from '../commands/apply-mirror.ts'
import type { Core } from '../core/core.ts'
import type { MirrorStep } from '../silences/mirror-step.ts'
import type { Rehearsed } from '../silences/silence-input.ts'
import { planMirror } from './plan-mirror.ts'
import type { TheirSilence } from './their-silence.ts'

/** What taking a list over asks of the core. */
export type Taking = Pick<Core, 'silences' | 'transact' | 'rehearse'>

/** Steps in one transaction: an upstream may have very many silences, and each may hide very many alerts. */
const SLICE = 50

/**
 * Takes over what an upstream's list makes of our silences, some steps at a time, each planned anew from what stands
 * then. What begins to hide alerts is tried before. Answers why some could not be taken, by their ids; undefined when
 * the store failed.
 */
export async function takeOver(
  core: Taking,
  name: string,
  theirs: readonly TheirSilence[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const refused = new Map<string, string>()
  const tried = new Map<string, Rehearsed | undefined>()
  // A step that leaves things as they are would be planned for ever.
  const done = new Set<string>()
  const left = (silences: Iterable<Silence>): readonly MirrorStep[] => {
    const ours = new Map([...silences].map((silence) => [silence.id, silence]))
    return planMirror(name, theirs, ours).filter((step) => !done.has(idOf(step)))
  }
  for (;;) {
    const next = left(core.silences()).slice(0, SLICE)
    if (next.length === 0) return refused
    for (const step of next) {
      if (step.kind === 'put') tried.set(step.silence.id, await core.rehearse(step.silence))
    }
    const taken = await core.transact((stage, around) => {
      const staged = stage.silencesAmong(core.silences().map(({ id }) => id))
      const steps = left(staged)
        .filter((step) => step.kind !== 'put' || tried.has(step.silence.id))
        .slice(0, SLICE)
      return { steps, refused: applyMirror(stage, around, name, steps, tried) }
    })
    if (!taken.ok) return undefined
    for (const [id, reason] of taken.value.refused) refused.set(id, reason)
    for (const step of [...taken.value.steps, ...next]) done.add(idOf(step))
    tried.clear()
  }
}

function idOf(step: MirrorStep): string {
  return step.kind === 'put' ? step.silence.id : step.id
}
