import {
  formatTime,
  type MatcherData,
  type Millis,
  parser,
  parseTime,
  type Silence,
  type SilenceState,
} from '@watchfloor/contract'
import Type from 'typebox'
import type { SilenceInput } from '../silences/silence-input.ts'
import { timesOf, toSilence } from '../silences/silence-rules.ts'
import { COPY, copyOf } from '../silences/with-upstreams.ts'

/** A silence as an Alertmanager has it, in our shape. */
export interface TheirSilence {
  readonly id: string
  readonly state: SilenceState
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  readonly endsAt: Millis
  readonly updatedAt: Millis
  readonly createdBy: string
  readonly comment: string
  readonly annotations: Silence['annotations']
  /** Id of the silence that it is a copy of, on whichever Watchfloor wrote it. */
  readonly copyOf: string | undefined
  /** What it says that this version does not know: a change sends it back as it came. */
  readonly others: Readonly<Record<string, unknown>>
}

const Gettable = Type.Object({
  id: Type.String(),
  status: Type.Object({
    state: Type.Union([Type.Literal('active'), Type.Literal('pending'), Type.Literal('expired')]),
  }),
  matchers: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.String(),
      isRegex: Type.Boolean(),
      isEqual: Type.Optional(Type.Boolean()),
    }),
  ),
  startsAt: Type.String(),
  endsAt: Type.String(),
  updatedAt: Type.String(),
  createdBy: Type.String(),
  comment: Type.String(),
  annotations: Type.Optional(Type.Record(Type.String(), Type.String())),
})

const parseOne = parser(Gettable)
const parseList = parser(Type.Array(Gettable))

/** Reads an Alertmanager's list of silences; a sentence when it is none. */
export function readTheirSilences(body: unknown): readonly TheirSilence[] | string {
  const parsed = parseList(body)
  if (!parsed.ok) return `its list of silences cannot be read: ${parsed.error}`
  const silences = parsed.value.map(fromGettable)
  const wrong = silences.find((silence) => typeof silence === 'string')
  return typeof wrong === 'string' ? wrong : (silences as readonly TheirSilence[])
}

export function readTheirSilence(body: unknown): TheirSilence | string {
  const parsed = parseOne(body)
  return parsed.ok ? fromGettable(parsed.value) : `its silence cannot be read: ${parsed.error}`
}

function fromGettable(given: Type.Static<typeof Gettable>): TheirSilence | string {
  const { id, status, createdBy, comment, annotations = {}, matchers: listed, ...rest } = given
  const { startsAt: starts, endsAt: ends, updatedAt: updated, ...others } = rest
  const [startsAt, endsAt, updatedAt] = [starts, ends, updated].map(parseTime)
  if (startsAt === undefined || endsAt === undefined || updatedAt === undefined) {
    return `its silence ${id} has a time that is none`
  }
  const matchers = listed.map(({ name, value, isRegex, isEqual }) => ({
    name,
    value,
    is_regex: isRegex,
    is_equal: isEqual !== false,
  }))
  return {
    id,
    state: status.state,
    matchers,
    startsAt,
    endsAt,
    updatedAt,
    createdBy,
    comment,
    annotations,
    copyOf: copyOf({ annotations, comment }),
    others,
  }
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
    matchers: silence.matchers.map(({ name, value, is_regex, is_equal }) => ({
      name,
      value,
      isRegex: is_regex,
      isEqual: is_equal,
    })),
    startsAt: startsAt === undefined ? silence.starts_at : formatTime(startsAt),
    endsAt: silence.ends_at,
    createdBy: silence.created_by,
    comment: silence.comment,
    annotations: silence.annotations,
  }
}
