import {
  criticalNames,
  firstSeen,
  hidesText,
  isAcknowledgement,
  isBlank,
  isWide,
  type Matcher,
  narrowsOrKeeps,
  type Silence,
  type SilenceHides,
} from '@watchfloor/contract'
import { finish } from '../ground/steps.ts'
import type { Stage } from '../ledger/stage.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { hidesOf } from '../silences/silence-hides.ts'
import type { SaveOptions, SilenceInput } from '../silences/silence-input.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'

import { canUpdate, compiledOf, NOTHING, silenceError } from '../silences/silence-rules.ts'
import { boundInput } from './bound-input.ts'
import type { CommandAnswer } from './command-answer.ts'
import { setSilence } from './silence-commands.ts'

/** What came of an attempt to make or change a silence. `unconfirmed`: it hides so much that it must be asked for twice. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly silence: Silence; readonly hides: SilenceHides }
  | { readonly kind: 'unconfirmed'; readonly hides: SilenceHides; readonly message: string }

/**
 * Makes or changes a silence, unless it would hide too much of the board and nobody confirmed that. One that is made
 * all the same is told to everybody in the same transaction. A change that hides nothing new is not asked about.
 */
export function saveSilence(
  stage: Stage,
  around: SilenceAround,
  asked: SilenceInput,
  options: SaveOptions,
): CommandAnswer<SaveOutcome> {
  const unknown = unknownUpstream(around.policy, options.upstreams)
  if (unknown !== undefined) return { ok: false, reason: 'invalid', message: unknown }
  const matchers = compiledOrNothing(asked)
  const hides = asked.hides ?? finish(hidesOf(stage, matchers))
  const bound = boundInput(stage, asked, matchers, options.untilResolved)
  if (!bound.ok) return bound
  const input = bound.value
  const isAsked = isWide(hides, around.policy.guard) && !hidesAlready(stage, input)
  if (isAsked && !options.confirmed && silenceError(input, stage.now) === undefined) {
    return { ok: true, value: { kind: 'unconfirmed', hides, message: unconfirmedMessage(hides) } }
  }
  const answer = setSilence(stage, around, input, options.upstreams)
  if (!answer.ok) return answer
  const silence = stage.silence(answer.value)
  if (silence === undefined) throw new Error('a silence that was just set is not there')
  if (isAsked) tellWide(stage, silence, ofAll(stage, hides))
  return { ok: true, value: { kind: 'saved', silence, hides } }
}

/**
 * The same for whoever cannot be asked twice: a silence that hides much is made, and told, unless the policy refuses
 * it. Answers its id.
 */
export function setSilenceUnasked(
  stage: Stage,
  around: SilenceAround,
  input: SilenceInput,
  confirmed: boolean,
): CommandAnswer<string> {
  const options = {
    confirmed: confirmed || !around.policy.refuseWide,
    untilResolved: undefined,
    upstreams: undefined,
  }
  const answer = saveSilence(stage, around, input, options)
  if (!answer.ok) return answer
  const outcome = answer.value
  if (outcome.kind === 'saved') return { ok: true, value: outcome.silence.id }
  return { ok: false, reason: 'invalid', message: `invalid silence: ${outcome.message}` }
}

/** The same of all that fires, and not only of what its maker sees. */
function ofAll(stage: Stage, hides: SilenceHides): SilenceHides {
  const firing = stage.countFiring()
  return { ...hides, firing, share: firing === 0 ? 0 : hides.count / firing }
}

/** What whoever asks is told of a silence that would hide so much. */
export function unconfirmedMessage(hides: SilenceHides): string {
  return `not made: it would hide ${whatOf(hides)}. Narrow its matchers, or confirm that this is meant`
}

/** Tells everybody of a silence that hides much. */
export function tellWide(stage: Stage, silence: Silence, hides: SilenceHides): void {
  const message = toldOf(silence, hides)
  stage.notify({ level: 'warning', message, kind: 'silence_hides_much', silence: silence.id })
}

/** What people and the log are told of a silence that hides much. */
function toldOf(silence: Silence, hides: SilenceHides): string {
  const who = firstSeen(silence.created_by) ?? 'Somebody'
  const verb = silence.state === 'pending' ? `will silence from ${silence.starts_at}` : 'silenced'
  const comment = isBlank(silence.comment) ? '' : `: ${silence.comment}`
  return `${who} ${verb} ${whatOf(hides)}, until ${silence.ends_at}${comment} (silence ${silence.id})`
}

function whatOf(hides: SilenceHides): string {
  const { critical } = hides.by_level
  if (critical === 0) return hidesText(hides)
  return `${hidesText(hides)}, ${critical} of them critical: ${criticalNames(hides.sample)}`
}

/** Does the silence that is changed hide all of it already? What stands for an acknowledgement hides nothing. */
function hidesAlready(stage: Stage, input: SilenceInput): boolean {
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  if (old?.state !== 'active') return false
  if (canUpdate(old, input, stage.now)) return true
  return !isAcknowledgement(old) && narrowsOrKeeps(input.matchers, old.matchers)
}

function unknownUpstream({ upstreams }: SilencePolicy, names: readonly string[] = []): string | undefined {
  const unknown = names.find((name) => !upstreams.some((one) => one.name === name))
  if (unknown === undefined) return undefined
  const known =
    upstreams.length === 0
      ? 'none is configured'
      : `there are ${upstreams.map(({ name }) => name).join(', ')}`
  return `upstreams: there is none named ${JSON.stringify(unknown)}; ${known}`
}

/** An expression that does not compile hides nothing; what else is wrong with it is said when the silence is set. */
function compiledOrNothing(input: SilenceInput): readonly Matcher[] {
  const read = compiledOf(input)
  return read.ok ? read.value : [NOTHING]
}
