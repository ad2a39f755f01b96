import {
  type AlertmanagerSilence,
  formatTime,
  type Millis,
  readAlertmanagerSilence,
  readAlertmanagerSilences,
  type Silence,
  toAlertmanagerMatcher,
} from '@watchfloor/contract'
import type { SilenceInput } from '../silences/silence-input.ts'
import { timesOf, toSilence } from '../silences/silence-rules.ts'
import { COPY, copyOf } from '../silences/with-upstreams.ts'

/** A silence as an Alertmanager has it; a change sends back what this version does not know as it came. */
export interface TheirSilence extends AlertmanagerSilence {
  /** Id of the silence that it is a copy of, on whichever Watchfloor wrote it. */
  readonly copyOf: string | undefined
}

/** Reads an Alertmanager's list of silences; a sentence when it is none. */
export function readTheirSilences(body: unknown): readonly TheirSilence[] | string {
  const read = readAlertmanagerSilences(body)
  return read.ok ? read.value.map(withCopyOf) : `its list of silences cannot be read: ${read.error}`
}

export function readTheirSilence(body: unknown): TheirSilence | string {
  const read = readAlertmanagerSilence(body)
  return read.ok ? withCopyOf(read.value) : `its silence cannot be read: ${read.error}`
}

function withCopyOf(silence: AlertmanagerSilence): TheirSilence {
  return { ...silence, copyOf: copyOf(silence) }
}

/** The body of a POST that makes or changes the copy of a silence; an active one keeps the start that it has there. */
export function postableCopy(silence: Silence, copy?: TheirSilence): object {
  const startsAt = copy?.state === 'active' ? copy.startsAt : undefined
  return {
    ...(copy === undefined ? {} : { ...copy.others, id: copy.id }),
    ...postable(silence, startsAt),
    comment: `${silence.comment} [watchfloor ${silence.id}]`.trimStart(),
    annotations: { ...silence.annotations, [COPY]: silence.id },
  }
}

type Postable = Pick<Silence, 'matchers' | 'starts_at' | 'ends_at' | 'created_by' | 'comment' | 'annotations'>

/** One that they no longer know, as it was here: a change makes it anew. */
export function asTheirs(silence: Silence): TheirSilence {
  const { startsAt, endsAt } = timesOf(silence)
  const { matchers, created_by, comment, annotations } = silence
  const said = { matchers, createdBy: created_by, comment, annotations, others: {} }
  return { id: '', state: 'expired', startsAt, endsAt, updatedAt: 0, copyOf: undefined, ...said }
}

/** The body of a POST that changes a silence of theirs: what our client does not speak of stays as it is there. */
export function postableChange(their: TheirSilence, input: SilenceInput): object {
  const said = toSilence(their.id, input, input.startsAt, 0, their)
  return { ...their.others, ...postable(said), ...(their.id === '' ? {} : { id: their.id }) }
}

/** Alertmanager's `postableSilence`. */
function postable(silence: Postable, startsAt?: Millis): object {
  return {
    matchers: silence.matchers.map(toAlertmanagerMatcher),
    startsAt: startsAt === undefined ? silence.starts_at : formatTime(startsAt),
    endsAt: silence.ends_at,
    createdBy: silence.created_by,
    comment: silence.comment,
    annotations: silence.annotations,
  }
}
