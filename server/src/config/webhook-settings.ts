import Type, { type Static } from 'typebox'
import { RESOLVED, type WebhookMapping } from '../sources/webhook-mapping.ts'
import { parseDuration } from './units.ts'

/** A JSON Pointer into the alert, else into the whole message; without a slash in front, the text itself. */
const source = (description: string) => Type.String({ minLength: 1, description })
const pointer = (description: string) => Type.String({ pattern: '^(/([^~]|~[01])*)+$', description })
const words = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description })
const sources = (description: string) =>
  Type.Record(Type.String({ minLength: 1 }), source(''), { description })

const WebhookEntry = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9_-]{0,62}$',
      description: 'Its name, with which the address ends: a-z, 0-9, `_`, `-`.',
    }),
    alerts: Type.Optional(
      pointer('Where the list of alerts is, or the one alert; the whole message when left out.'),
    ),
    labels: sources(
      'Labels, `alertname` among them: each a JSON Pointer (`/check/name`) into the alert, else into the whole message; or, without a slash in front, the text itself.',
    ),
    labels_from: Type.Optional(pointer('Every member of this object is a label too.')),
    annotations: Type.Optional(sources('Annotations, written as `labels` are.')),
    annotations_from: Type.Optional(pointer('Every member of this object is an annotation too.')),
    status: Type.Optional(pointer('Where it says whether the alert fires.')),
    resolved: Type.Optional(
      words(`Statuses that mean that it is over, in any case; when left out: ${RESOLVED.join(', ')}.`),
    ),
    ignored: Type.Optional(words('Statuses that say nothing of the alert.')),
    starts_at: Type.Optional(pointer('Since when it fires.')),
    ends_at: Type.Optional(pointer('When it ended, or until when it holds.')),
    link: Type.Optional(source('Where to look, written as a label is.')),
    expires_after: Type.Optional(
      Type.String({
        description: 'How long what is not said again holds; `relayed_timeout` when left out.',
      }),
    ),
  },
  { additionalProperties: false },
)
type WebhookEntry = Readonly<Static<typeof WebhookEntry>>

/** Mappings of senders that have a JSON of their own. */
export const webhookSettings = Type.Array(WebhookEntry, {
  default: [] as WebhookEntry[],
  as: 'objects',
  flaw: webhookFlaw,
  expected:
    'a list of mappings (as a variable: in JSON), each with a name of its own (a-z, 0-9, _ -) and labels, of which one is alertname; the other keys are alerts, labels_from, annotations, annotations_from, status, resolved, ignored, starts_at, ends_at, link, expires_after',
  description: 'How the JSON that arrives at /api/v2/webhooks/generic/NAME becomes alerts.',
})

/** What a schema cannot say. */
function webhookFlaw(value: readonly unknown[]): string | undefined {
  const entries = value as readonly WebhookEntry[]
  for (const [index, entry] of entries.entries()) {
    const flaw = entryFlaw(entry)
    if (flaw !== undefined) return `${entry.name}: ${flaw}`
    if (entries.findIndex(({ name }) => name === entry.name) < index) return `${entry.name} is there twice`
  }
  return undefined
}

function entryFlaw(entry: WebhookEntry): string | undefined {
  if (entry.labels.alertname === undefined && entry.labels_from === undefined) {
    return 'labels must say where alertname comes from'
  }
  if (entry.resolved !== undefined && entry.status === undefined) return 'resolved needs status'
  const duration = entry.expires_after
  if (duration !== undefined && (parseDuration(duration) ?? 0) <= 0) {
    return 'expires_after must be a duration such as 30m or 2h'
  }
  for (const [kind, sources] of Object.entries({
    labels: entry.labels,
    annotations: entry.annotations ?? {},
  })) {
    for (const [name, source] of Object.entries(sources)) {
      if (source.startsWith('/') && /~(?![01])/.test(source)) return `${kind}.${name} is no JSON Pointer`
    }
  }
  return undefined
}

/** The mappings by their names. */
export function webhookMappings({
  webhooks,
}: {
  readonly webhooks: readonly WebhookEntry[]
}): ReadonlyMap<string, WebhookMapping> {
  return new Map(webhooks.map((entry) => [entry.name, toMapping(entry)]))
}

function toMapping(entry: WebhookEntry): WebhookMapping {
  const lowered = (words: readonly string[]): readonly string[] => words.map((word) => word.toLowerCase())
  const { alerts, labels_from, annotations_from, status, starts_at, ends_at, link, expires_after } = entry
  const expiresAfter = expires_after === undefined ? undefined : parseDuration(expires_after)
  return {
    labels: entry.labels,
    annotations: entry.annotations ?? {},
    resolved: lowered(entry.resolved ?? RESOLVED),
    ignored: lowered(entry.ignored ?? []),
    ...(alerts === undefined ? {} : { alerts }),
    ...(labels_from === undefined ? {} : { labelsFrom: labels_from }),
    ...(annotations_from === undefined ? {} : { annotationsFrom: annotations_from }),
    ...(status === undefined ? {} : { status }),
    ...(starts_at === undefined ? {} : { startsAt: starts_at }),
    ...(ends_at === undefined ? {} : { endsAt: ends_at }),
    ...(link === undefined ? {} : { link }),
    ...(expiresAfter === undefined ? {} : { expiresAfter }),
  }
}
