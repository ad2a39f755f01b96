import { formatTime, parseTime, type Silence, type UpstreamLink } from '@watchfloor/contract'
import type { MirrorStep } from '../silences/mirror-step.ts'
import { contentKey, linkTo, saysTheSame, wroteInstead } from '../silences/upstream-links.ts'
import { copyOf } from '../silences/with-upstreams.ts'
import type { TheirSilence } from './their-silence.ts'

/** Compares all silences of an upstream with all of ours; ours are mirrored ones too, and expired ones. */
export function planMirror(
  name: string,
  theirs: readonly TheirSilence[],
  ours: ReadonlyMap<string, Silence>,
): readonly MirrorStep[] {
  const steps: MirrorStep[] = []
  const copies = new Map<string, TheirSilence[]>()
  const present = new Set<string>()
  const copiedHere = new Set([...ours.values()].map((silence) => isCopyOfOthers(silence)))
  const linked = byCopy(ours.values())
  const byId = new Map(theirs.map((their) => [their.id, their]))
  for (const their of theirs) {
    const original = originalOf(their, name, ours, linked)
    if (original !== undefined) {
      copies.set(original.id, [...(copies.get(original.id) ?? []), their])
      continue
    }
    // Two Watchfloors that write to each other: the copy that they made here stands for it.
    if (copiedHere.has(their.id)) continue
    if (their.state !== 'expired') present.add(their.id)
    const step = planTheirs(name, their, ours.get(their.id))
    if (step !== undefined) steps.push(step)
  }
  for (const silence of ours.values()) {
    if (isMirroredFrom(silence, name) && silence.state !== 'expired' && !present.has(silence.id)) {
      steps.push(planGone(name, silence, byId.get(silence.id)))
    }
    const link = linkTo(silence, name)
    const step = link === undefined ? undefined : planCopy(name, silence, link, copies.get(silence.id) ?? [])
    if (step !== undefined) steps.push(step)
  }
  return steps
}

interface Linked {
  readonly silence: Silence
  readonly link: UpstreamLink
}

/** Our silences by the ids of their copies; two peers of a cluster each show both copies. */
function byCopy(ours: Iterable<Silence>): ReadonlyMap<string, Linked> {
  const linked = new Map<string, Linked>()
  for (const silence of ours) {
    for (const link of silence.upstreams ?? [])
      if (link.id !== undefined) linked.set(link.id, { silence, link })
  }
  return linked
}

/** The silence of ours that theirs is a copy of; undefined when it is their own, or a foreign Watchfloor's. */
function originalOf(
  their: TheirSilence,
  name: string,
  ours: ReadonlyMap<string, Silence>,
  linked: ReadonlyMap<string, Linked>,
): Silence | undefined {
  const known = linked.get(their.id)
  if (known !== undefined) return wentOn(their, known) ? undefined : known.silence
  const marked = their.copyOf === undefined ? undefined : ours.get(their.copyOf)
  if (marked === undefined || marked.mirrored_from !== undefined || !sameMatchers(marked, their))
    return undefined
  // What was made from a copy after the original had ended is somebody's new silence.
  return marked.state === 'expired' && linkTo(marked, name)?.state === 'ended' ? undefined : marked
}

/** Did somebody there make the copy last longer, after the original had ended by the clock? Then it is theirs now. */
function wentOn(their: TheirSilence, { silence, link }: Linked): boolean {
  if (silence.state !== 'expired' || their.state === 'expired' || link.state !== 'written') return false
  return saysTheSame(link, silence) && formatTime(their.endsAt) > silence.ends_at
}

function planTheirs(name: string, their: TheirSilence, known: Silence | undefined): MirrorStep | undefined {
  if (their.state === 'expired') return undefined
  if (known !== undefined && known.mirrored_from === undefined) return undefined
  const updatedHere = known === undefined ? undefined : parseTime(known.updated_at)
  // It ended already, as another peer of its cluster said, and this one has not heard of it yet.
  if (known?.state === 'expired' && their.updatedAt <= (updatedHere ?? 0)) return undefined
  const before = known?.state === 'expired' ? undefined : known
  if (before !== undefined && isMirroredFrom(before, name) && isAsItWas(their, before)) return undefined
  const names = [...new Set([...(before?.mirrored_from ?? []), name])].sort()
  const silence = mirrored(their, names)
  if (before === undefined) return { kind: 'put', silence }
  // Of the same silence at two peers of a cluster, the newer word counts.
  const isOlder = their.updatedAt < (updatedHere ?? 0) && names.length > 1
  if (saysElse(before, silence) && !isOlder) return { kind: 'put', silence }
  const isNew = names.length !== (before.mirrored_from ?? []).length
  return isNew ? { kind: 'put', silence: { ...before, mirrored_from: names } } : undefined
}

/** An Alertmanager dates every change, and the model of one in the tests may change twice in a millisecond. */
function isAsItWas(their: TheirSilence, before: Silence): boolean {
  const isSameTime = formatTime(their.updatedAt) === before.updated_at
  return isSameTime && formatTime(their.endsAt) === before.ends_at && their.comment === before.comment
}

function saysElse(before: Silence, after: Silence): boolean {
  const isNoted = JSON.stringify(before.annotations) === JSON.stringify(after.annotations)
  return !isNoted || contentKey(before) !== contentKey(after)
}

function mirrored(their: TheirSilence, names: readonly string[]): Silence {
  // What another Watchfloor notes for itself means nothing here.
  const annotations = Object.entries(their.annotations).filter(([key]) => !key.startsWith('watchfloor_'))
  return {
    id: their.id,
    state: their.state,
    matchers: their.matchers,
    starts_at: formatTime(their.startsAt),
    ends_at: formatTime(their.endsAt),
    updated_at: formatTime(their.updatedAt),
    created_by: their.createdBy,
    comment: their.comment,
    annotations: Object.fromEntries(annotations),
    mirrored_from: names,
  }
}

function planGone(name: string, silence: Silence, expired: TheirSilence | undefined): MirrorStep {
  const elsewhere = (silence.mirrored_from ?? []).some((one) => one !== name)
  if (elsewhere && expired === undefined) return { kind: 'leave', id: silence.id }
  if (expired === undefined) return { kind: 'end', id: silence.id, reason: `it is no longer on ${name}` }
  const { endsAt, updatedAt } = expired
  return { kind: 'end', id: silence.id, reason: `it ended on ${name}`, there: { endsAt, updatedAt } }
}

function planCopy(
  name: string,
  silence: Silence,
  link: UpstreamLink,
  copies: readonly TheirSilence[],
): MirrorStep | undefined {
  const { id } = silence
  const mine = copies.find((copy) => copy.id === link.id)
  const other = copies.find((copy) => copy.state !== 'expired' && copy.id !== link.id)
  if (silence.state === 'expired') {
    // Its POST was done, and the answer never came.
    const isUnknown = link.id === undefined && link.state !== 'ended' && other !== undefined
    return isUnknown ? { kind: 'link', id, link: { ...link, id: other.id } } : undefined
  }
  if (mine === undefined || mine.state === 'expired') {
    if (other !== undefined) {
      const { error: _error, wrote: _wrote, ...rest } = link
      const same = formatTime(other.endsAt) === silence.ends_at
      const state = same ? { state: 'written' as const, wrote: contentKey(silence) } : {}
      return { kind: 'link', id, link: { ...rest, ...state, id: other.id } }
    }
    if (mine === undefined) {
      if (link.id === undefined) return undefined
      // An Alertmanager that lost its data gets it again.
      const { id: _id, wrote: _wrote, ...rest } = link
      return { kind: 'link', id, link: { ...rest, state: 'waiting', error: `${name} lost it` } }
    }
    const wasEnded = saysTheSame(link, silence) && formatTime(mine.endsAt) !== silence.ends_at
    return wasEnded ? { kind: 'end', id, reason: `its copy was ended on ${name}` } : undefined
  }
  const ends_at = formatTime(mine.endsAt)
  if (link.state !== 'written' || !saysTheSame(link, silence) || ends_at === silence.ends_at) return undefined
  return { kind: 'adopt', id, ends_at, link: { ...link, wrote: wroteInstead(link, { ...silence, ends_at }) } }
}

function isCopyOfOthers(silence: Silence): string | undefined {
  const isAtRest = silence.state === 'expired' || silence.mirrored_from !== undefined
  return isAtRest ? undefined : copyOf(silence)
}

function isMirroredFrom(silence: Silence, name: string): boolean {
  return silence.mirrored_from?.includes(name) ?? false
}

function sameMatchers(a: Pick<Silence, 'matchers'>, b: Pick<TheirSilence, 'matchers'>): boolean {
  const text = (matchers: Silence['matchers']): string =>
    JSON.stringify(matchers.map((one) => [one.name, one.value, one.is_regex, one.is_equal]).sort())
  return text(a.matchers) === text(b.matchers)
}
