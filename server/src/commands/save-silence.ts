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
import { judgeSilence, type Verdict } from '../silences/judge-silence.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { hidesOf } from '../silences/silence-hides.ts'
import type { SaveOptions, SilenceInput } from '../silences/silence-input.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'

import { canUpdate, compiledOf, NOTHING, silenceError } from '../silences/silence-rules.ts'
import { boundInput } from './bound-input.ts'
import type { CommandAnswer } from './command-answer.ts'
import { factsOf } from './notice-facts.ts'
import { isProposed, proposeSilence } from './propose-silence.ts'
import { endByPerson, setSilence } from './silence-commands.ts'

/** What came of an attempt to make or change a silence. `unconfirmed`: it hides so much that it must be asked for twice. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly silence: Silence; readonly hides: SilenceHides }
  | { readonly kind: 'unconfirmed'; readonly hides: SilenceHides; readonly message: string }
  /** It waits for another person. */
  | {
      readonly kind: 'proposed'
      readonly silence: Silence
      readonly hides: SilenceHides
      readonly message: string
    }

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
  const before = withoutProposal(stage, asked)
  const bound = boundInput(stage, before.input, matchers, options.untilResolved)
  if (!bound.ok) return bound
  const input = bound.value
  const verdict = verdictOn(stage, around, input, hides)
  if (verdict.kind === 'refused') return { ok: false, reason: 'forbidden', message: verdict.message }
  if (verdict.kind === 'proposed' && input.acting !== undefined) {
    const wanted = { hides, reason: verdict.message, upstreams: options.upstreams ?? before.upstreams }
    const kept = proposeSilence(stage, around, { ...input, acting: input.acting }, wanted)
    if (!kept.ok) return kept
    if (before.proposal !== undefined && before.proposal.id !== kept.value.id)
      endChanged(stage, around, before.proposal, input)
    const message = `it is not in force: ${verdict.message}. It hides nothing until another person confirms it (silence ${kept.value.id}, by ${kept.value.proposal?.until})`
    return { ok: true, value: { kind: 'proposed', silence: kept.value, hides, message } }
  }
  const isAsked = isWide(hides, around.policy.guard) && !hidesAlready(stage, input)
  if (isAsked && !options.confirmed && silenceError(input, stage.now) === undefined) {
    return { ok: true, value: { kind: 'unconfirmed', hides, message: unconfirmedMessage(hides) } }
  }
  const answer = setSilence(stage, around, input, options.upstreams ?? before.upstreams)
  if (!answer.ok) return answer
  if (before.proposal !== undefined) endChanged(stage, around, before.proposal, input)
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
  // Its tools tell a person nothing but whether it went well, and it does not hold.
  if (outcome.kind === 'proposed') return { ok: false, reason: 'conflict', message: outcome.message }
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
  const { critical } = hides.by_level
  const about = {
    ...factsOf(silence),
    ...(silence.state === 'pending' && { starts_at: silence.starts_at }),
    count: hides.count,
    firing: hides.firing,
    critical,
    ...(critical > 0 && { critical_names: criticalNames(hides.sample) }),
  }
  stage.notify({ level: 'warning', message, kind: 'silence_hides_much', silence: silence.id, about })
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

interface Before {
  readonly input: SilenceInput
  readonly proposal?: Silence
  readonly upstreams?: readonly string[] | undefined
}

/** A change of what is only proposed is a change of what it was to replace, or something new: nothing of it was agreed to. */
function withoutProposal(stage: Stage, input: SilenceInput): Before {
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  if (old === undefined || !isProposed(old)) return { input }
  const { replaces, upstreams } = old.proposal
  const replaced = replaces === undefined ? undefined : stage.silence(replaces)
  const id = replaced?.state === 'expired' ? undefined : replaced?.id
  return {
    input: { ...input, id, annotations: input.annotations ?? old.annotations },
    proposal: old,
    upstreams,
  }
}

function endChanged(
  stage: Stage,
  { index }: SilenceAround,
  proposal: Silence,
  { createdBy }: SilenceInput,
): void {
  endByPerson(stage, index, proposal, { by: createdBy, reason: `${createdBy} changed it` })
}

/** What is wrong with it otherwise is told first. */
function verdictOn(
  stage: Stage,
  { policy }: SilenceAround,
  input: SilenceInput,
  hides: SilenceHides,
): Verdict {
  const { now, severities } = stage
  if (silenceError(input, now) !== undefined) return { kind: 'allowed', rule: undefined }
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  return judgeSilence({ ...input, hides, old }, input.acting, { rules: policy.rules, severities, now })
}
