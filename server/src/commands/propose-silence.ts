import {
  type BoardSilence,
  firstSeen,
  formatTime,
  type Matcher,
  parseTime,
  type Silence,
  type SilenceHides,
  sameMatchers,
} from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import type { SilenceInput } from '../silences/silence-input.ts'
import { silenceState, timesOf, toSilence } from '../silences/silence-rules.ts'
import { type Acting, ruleFor } from '../silences/silence-table.ts'
import { upstreamsOf, withUpstreams } from '../silences/with-upstreams.ts'
import { applyToAlerts } from './align-silenced.ts'
import type { CommandAnswer } from './command-answer.ts'
import { factsOf } from './notice-facts.ts'
import { endByPerson, endSilence, noRoomFor } from './silence-commands.ts'

/** What is wanted, and why it takes a second person. */
export interface Wanted {
  readonly hides: SilenceHides
  readonly reason: string
  readonly upstreams: readonly string[] | undefined
}

/**
 * Keeps a silence that goes beyond what its maker may: it hides nothing, and stands on no other Alertmanager, until
 * another person confirms it (S35). What it changes holds as it is until then. Asked again, it is the same.
 */
export function proposeSilence(
  stage: Stage,
  around: SilenceAround,
  input: SilenceInput & { readonly acting: Acting },
  { hides, reason, upstreams }: Wanted,
): CommandAnswer<Silence> {
  const { now } = stage
  const replaced = input.id === undefined ? undefined : stage.silence(input.id)
  if (input.id !== undefined && replaced === undefined)
    return { ok: false, reason: 'not_found', message: `silence ${input.id} not found` }
  const { subject } = input.acting
  const same = proposalsOf(stage).find(
    (one) =>
      one.proposal.subject === subject &&
      one.proposal.replaces === input.id &&
      one.ends_at === formatTime(input.endsAt) &&
      sameMatchers(one.matchers, input.matchers),
  )
  if (same !== undefined) return { ok: true, value: told(same) }
  const said = toSilence(around.newId(), input, Math.max(input.startsAt, now), now, replaced)
  const full = noRoomFor(stage, around, said)
  if (full !== undefined) return { ok: false, reason: 'invalid', message: full }
  const targets = upstreams ?? upstreamsOf(replaced, around.policy)
  const silence: Silence = {
    ...said,
    state: 'pending',
    proposal: {
      by: input.createdBy,
      subject,
      at: formatTime(now),
      until: formatTime(Math.min(now + around.policy.proposalsLast, input.endsAt)),
      reason,
      ...(replaced === undefined || replaced.state === 'expired' ? {} : { replaces: replaced.id }),
      ...(targets === undefined ? {} : { upstreams: targets }),
    },
  }
  stage.putSilence('silence_created', silence, { by: input.createdBy, reason })
  const who = firstSeen(input.createdBy) ?? 'Somebody'
  stage.notify({
    level: 'warning',
    // Of how many is not for everybody who sees it.
    message: `${who} wants to silence ${hides.count} firing alerts until ${silence.ends_at}; another person has to confirm it (silence ${silence.id})`,
    kind: 'silence_proposed',
    silence: silence.id,
    about: { ...factsOf(silence), count: hides.count },
  })
  return { ok: true, value: silence }
}

/** Another person agrees: from now on it is a silence like any other. `matchers` were tried before. */
export function confirmSilence(
  stage: Stage,
  around: SilenceAround,
  id: string,
  by: Acting,
  matchers: readonly Matcher[] | undefined,
): CommandAnswer<Silence> {
  const found = waiting(stage, id)
  if (!found.ok) return found
  const { proposal } = found.value
  const { proposal: _wanted, ...rest } = told(found.value)
  const forbidden = confirmError(found.value, by, around)
  if (forbidden !== undefined) return { ok: false, reason: 'forbidden', message: forbidden }
  const { now } = stage
  const { startsAt, endsAt } = timesOf(rest)
  const starts = Math.max(startsAt, now)
  const name = by.name ?? by.subject
  const confirmed = withUpstreams(
    {
      ...rest,
      state: silenceState(starts, endsAt, now),
      starts_at: formatTime(starts),
      updated_at: formatTime(now),
      confirmed_by: name,
    },
    around.policy,
    proposal.upstreams,
  )
  const reason = `${name} confirmed what ${proposal.by} wanted`
  const type = confirmed.state === 'active' ? 'silence_activated' : 'silence_updated'
  stage.putSilence(type, confirmed, { by: name, reason })
  const replaced = proposal.replaces === undefined ? undefined : stage.silence(proposal.replaces)
  if (replaced !== undefined && replaced.state !== 'expired')
    endByPerson(stage, around.index, replaced, { by: name, reason: `${confirmed.id} took its place` })
  applyToAlerts(stage, around.index, confirmed, matchers)
  stage.notify({
    level: 'warning',
    message: `${reason} (silence ${id})`,
    kind: 'silence_confirmed',
    silence: id,
    about: { ...factsOf(confirmed), by: name },
  })
  return { ok: true, value: confirmed }
}

/** Somebody does not agree, or takes it back. */
export function refuseSilence(
  stage: Stage,
  around: SilenceAround,
  id: string,
  by: Acting,
): CommandAnswer<Silence> {
  const found = waiting(stage, id)
  if (!found.ok) return found
  const { proposal } = found.value
  const name = by.name ?? by.subject
  const reason = by.subject === proposal.subject ? `${name} took it back` : `${name} refused it`
  endByPerson(stage, around.index, found.value, { by: name, reason })
  return { ok: true, value: told(stage.silence(id) ?? found.value) }
}

/** Its time to be confirmed is over. */
export function endIfLapsed(stage: Stage, { index }: Pick<SilenceAround, 'index'>, silence: Silence): void {
  const { proposal } = silence
  if (proposal === undefined || stage.now < (parseTime(proposal.until) ?? 0)) return
  const reason = `nobody confirmed it by ${proposal.until}`
  endSilence(stage, index, silence, { by: 'watchfloor', reason })
}

/** Does it still wait for somebody? */
export function isProposed(silence: Silence): silence is Proposed {
  return silence.proposal !== undefined && silence.state === 'pending'
}

type Proposed = Silence & { readonly proposal: NonNullable<Silence['proposal']> }

/** Those that wait for somebody. */
function proposalsOf(stage: Stage): readonly Proposed[] {
  return [...stage.silences()].flatMap((one: Silence) => (isProposed(one) ? [one] : []))
}

/** Without its place in the log. */
function told(silence: Silence | BoardSilence): Silence {
  const { sequence: _place, ...rest } = { sequence: 0, ...silence }
  return rest
}

function waiting(stage: Stage, id: string): CommandAnswer<Proposed> {
  const silence = stage.silence(id)
  if (silence === undefined) return { ok: false, reason: 'not_found', message: `silence ${id} not found` }
  if (isProposed(silence) && stage.now < (parseTime(silence.proposal.until) ?? 0))
    return { ok: true, value: silence }
  const message =
    silence.state === 'expired' || silence.proposal !== undefined
      ? 'it is over: it was changed, refused or taken back, or lapsed'
      : 'it waits for nobody: it holds already'
  return { ok: false, reason: 'conflict', message }
}

/** Why somebody is not the second person. Who has two credentials is one all the same, as far as their name tells. */
function confirmError(
  { proposal }: Proposed,
  by: Acting,
  { policy }: Pick<SilenceAround, 'policy'>,
): string | undefined {
  if (by.anonymous) return 'it takes a second person, and this server asks nobody who they are'
  if (by.id === 'control')
    return 'it takes a second person who is signed in; by the control socket nobody knows who that is'
  if (by.subject === proposal.subject || isSameName(by.name, proposal.by))
    return `you want it yourself, as ${proposal.by}: it takes another person`
  if (ruleFor(policy.rules, by) === undefined) return 'no rule of silence_rules is for you'
  return undefined
}

function isSameName(one: string | undefined, other: string): boolean {
  const key = (name: string): string => name.normalize('NFKC').trim().toLowerCase()
  return one !== undefined && key(one) === key(other)
}
