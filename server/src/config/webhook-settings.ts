import Type, { type Static } from 'typebox'
import { pointersOf } from '../sources/source-value.ts'
import { RESOLVED, type Source, type WebhookMapping } from '../sources/webhook-mapping.ts'
import { parseDuration } from './units.ts'

const one = Type.String({ minLength: 1, maxLength: 1_000 })
/**
 * A JSON Pointer into the alert, else into the whole message; without a slash in front, the text itself, with what
 * pointers in braces find; or several of these.
 */
const source = (description: string) =>
  Type.Union([one, Type.Array(one, { minItems: 1, maxItems: 10 })], { description })
const pointer = (description: string) => Type.String({ pattern: '^(/([^~]|~[01])*)+$', description })
const words = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description })
const sources = (description: string) =>
  Type.Record(Type.String({ minLength: 1 }), source(''), { description })
const MEANINGS = 'a severity, `resolved`, or `ignored`'

const WebhookEntry = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9_-]{0,62}$',
      description: 'Its name, with which the address ends: a-z, 0-9, `_`, `-`.',
    }),
    alerts: Type.Optional(
      pointer('Where the list of alerts is, or the one alert; the whole message when left out.'),
    ),
    message: Type.Optional(
      pointer(
        'Where the message itself stands as a text in JSON, as AWS SNS sends it; where none does, it is whole.',
      ),
    ),
    plain_text: Type.Optional(
      Type.Boolean({ description: 'Its sender says `text/plain` of its JSON, as AWS SNS does.' }),
    ),
    labels: sources(
      'Labels, `alertname` among them: each a JSON Pointer (`/check/name`) into the alert, else into the whole message; or, without a slash in front, the text itself, with what pointers in braces find (`{/check} on {/host}`); or a list of these, of which the first that gives something counts.',
    ),
    labels_from: Type.Optional(pointer('Every member of this object is a label too.')),
    annotations: Type.Optional(sources('Annotations, written as `labels` are.')),
    annotations_from: Type.Optional(pointer('Every member of this object is an annotation too.')),
    status: Type.Optional(source('Where it says whether the alert fires, written as a label is.')),
    level: Type.Optional(
      source(
        'Its severity where that changes while it fires, written as a label is: it is shown and matched as the label `severity`, and is no part of what the alert is.',
      ),
    ),
    levels: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Type.String({ minLength: 1 }), {
        description: `What each level means, in any case: ${MEANINGS}. What is not named is resolved or ignored as a status is, else itself the severity.`,
      }),
    ),
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
    'a list of mappings (as a variable: in JSON), each with a name of its own (a-z, 0-9, _ -) and labels, of which one is alertname; the other keys are alerts, labels_from, annotations, annotations_from, status, level, levels, resolved, ignored, message, plain_text, starts_at, ends_at, link, expires_after',
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
  const { status, level, levels } = entry
  if (entry.resolved !== undefined && status === undefined && level === undefined)
    return 'resolved needs status or level'
  if (levels !== undefined && level === undefined) return 'levels needs level'
  if (level !== undefined && entry.labels.severity !== undefined)
    return 'severity is a label or the level, not both'
  const duration = entry.expires_after
  if (duration !== undefined && (parseDuration(duration) ?? 0) <= 0) {
    return 'expires_after must be a duration such as 30m or 2h'
  }
  for (const [kind, sources] of Object.entries({
    labels: entry.labels,
    annotations: entry.annotations ?? {},
  })) {
    for (const [name, source] of Object.entries(sources)) {
      if (hasBadPointer(source)) return `${kind}.${name} is no JSON Pointer`
    }
  }
  for (const [name, source] of Object.entries({ status, level, link: entry.link })) {
    if (source !== undefined && hasBadPointer(source)) return `${name} is no JSON Pointer`
  }
  return undefined
}

function hasBadPointer(source: Source): boolean {
  return pointersOf(source).some((pointer) => /~(?![01])/.test(pointer))
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
  const { alerts, message, plain_text, level, levels } = entry
  const { labels_from, annotations_from, status, starts_at, ends_at, link, expires_after } = entry
  const expiresAfter = expires_after === undefined ? undefined : parseDuration(expires_after)
  return {
    labels: entry.labels,
    annotations: entry.annotations ?? {},
    resolved: lowered(entry.resolved ?? RESOLVED),
    ignored: lowered(entry.ignored ?? []),
    ...(alerts === undefined ? {} : { alerts }),
    ...(labels_from === undefined ? {} : { labelsFrom: labels_from }),
    ...(annotations_from === undefined ? {} : { annotationsFrom: annotations_from }),
    ...(message === undefined ? {} : { message }),
    ...(plain_text === undefined ? {} : { isPlainText: plain_text }),
    ...(status === undefined ? {} : { status }),
    ...(level === undefined ? {} : { level }),
    ...(levels === undefined ? {} : { levels: inLowerCase(levels) }),
    ...(starts_at === undefined ? {} : { startsAt: starts_at }),
    ...(ends_at === undefined ? {} : { endsAt: ends_at }),
    ...(link === undefined ? {} : { link }),
    ...(expiresAfter === undefined ? {} : { expiresAfter }),
  }
}

/** `resolved` and `ignored` in any case too; severities stay as they are written. */
function inLowerCase(levels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const meaning = (text: string): string => (/^(resolved|ignored)$/i.test(text) ? text.toLowerCase() : text)
  return Object.fromEntries(Object.entries(levels).map(([word, text]) => [word.toLowerCase(), meaning(text)]))
}
