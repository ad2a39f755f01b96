import { firstSeen, type LabelSet, type Millis, seenOf } from '@watchfloor/contract'
import { type AlertInput, endedTimes } from '../alerts/alert-input.ts'
import { RefusalTally } from '../alerts/refusals.ts'
import { withSeverity } from '../alerts/severity-of.ts'
import type { Steps } from '../ground/steps.ts'
import { clipped } from '../health/clipped.ts'
import { namesError } from './decode-postable-alerts.ts'
import { type Decoded, type DecodedAlerts, malformed } from './decoded.ts'
import { atPointer } from './json-pointer.ts'
import { jsonText } from './json-text.ts'
import { quoted } from './quoted.ts'
import { describe, isObject, readAlert } from './read-alert.ts'
import { parseSenderTime } from './sender-time.ts'
import { pointersOf, valueAt } from './source-value.ts'
import type { Source, WebhookMapping } from './webhook-mapping.ts'

/** Numbers below this are Unix seconds (this many would be the year 5138), from it on milliseconds. */
const LEAST_MILLIS = 100_000_000_000
/** The year 9999: later is no time that can be written. */
const LAST_MILLIS = 253_402_300_799_999

/** So many alerts of one message are read: a mapping costs each a hundred times what its bytes do. */
const MOST_ALERTS = 20_000

/**
 * Reads the JSON of any sender by a mapping: one alert, a list of them, or an object that holds either. One alert
 * that cannot be read does not take the others with it (S14). Absence is never a resolve.
 */
export function* decodeGeneric(
  body: unknown,
  mapping: WebhookMapping,
  now: Millis,
): Steps<Decoded<DecodedAlerts>> {
  const items = itemsOf(body, mapping.alerts)
  if (typeof items === 'string') return malformed(items)
  if (items.length > MOST_ALERTS) {
    return malformed(
      `it holds ${items.length} alerts, and a message may hold ${MOST_ALERTS}; send it in parts`,
    )
  }
  const alerts: AlertInput[] = []
  const rejected = new RefusalTally()
  for (const [index, item] of items.entries()) {
    yield
    const alert = readOne(item, body, mapping, now)
    if (!alert.ok) rejected.add(() => clipped(`alerts[${index}]: ${alert.message}`))
    else if (alert.value !== undefined) alerts.push(alert.value)
  }
  return { ok: true, value: { alerts, rejected } }
}

/** The alerts of a message, or why there are none. */
function itemsOf(body: unknown, alerts: string | undefined): readonly unknown[] | string {
  const found = alerts === undefined ? body : atPointer(body, alerts)
  if (Array.isArray(found)) return found
  if (!isObject(found)) {
    const where = alerts === undefined ? 'the body' : `what stands at ${alerts}`
    return `${where} is ${describe(found)}, neither an alert nor a list of them`
  }
  return alerts === undefined && Array.isArray(found.alerts) ? found.alerts : [found]
}

/** Undefined when its status says nothing of the alert. */
function readOne(
  item: unknown,
  body: unknown,
  mapping: WebhookMapping,
  now: Millis,
): Decoded<AlertInput | undefined> {
  if (!isObject(item)) return malformed(`it is ${describe(item)}, not an object`)
  const find = (pointer: string): unknown =>
    atPointer(item, pointer) ?? (item === body ? undefined : atPointer(body, pointer))
  const at = (source: Source | undefined): unknown => valueAt(source, find)
  const status = statusOf(at(mapping.status), mapping)
  if (!status.ok) return status
  const level = levelOf(at(mapping.level), mapping)
  if (!level.ok) return level
  if (status.value === 'ignored' || level.value === 'ignored') return { ok: true, value: undefined }
  const words = readWords(mapping, at, level.value)
  if (!words.ok) return words
  const startsAt = timeOf('starts_at', at(mapping.startsAt))
  if (!startsAt.ok) return startsAt
  const endsAt = timeOf('ends_at', at(mapping.endsAt))
  if (!endsAt.ok) return endsAt

  if (status.value === 'resolved' || level.value === 'resolved') {
    const times = endedTimes({ startsAt: startsAt.value, endsAt: endsAt.value }, now)
    return { ok: true, value: { ...words.value, ...times } }
  }
  const deadline = mapping.expiresAfter === undefined ? undefined : now + mapping.expiresAfter
  // It says that it fires, and an end that has passed is by a clock that is slow.
  const isSlow = status.value === 'told firing' && (endsAt.value ?? now) < now
  const end = isSlow ? deadline : (endsAt.value ?? deadline)
  // Said here, because where only an end is given Alertmanager's rule takes it for the start, too.
  const began = startsAt.value ?? Math.min(end ?? now, now)
  const ours = startsAt.value === undefined && began === now
  return {
    ok: true,
    value: { ...words.value, startsAt: began, endsAt: end, ...(ours ? { ours: { start: true } } : {}) },
  }
}

/** Labels, annotations and link. */
function readWords(
  mapping: WebhookMapping,
  at: (source: Source | undefined) => unknown,
  level: Level,
): Decoded<AlertInput> {
  const named = (sources: Readonly<Record<string, Source>>): object =>
    Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, at(source)]))
  const labels = [at(mapping.labelsFrom), named(mapping.labels)].map((given) => textsOf('labels', given))
  const annotations = [at(mapping.annotationsFrom), named(mapping.annotations)].map((given) =>
    textsOf('annotations', given),
  )
  const alert: Record<'labels' | 'annotations', LabelSet> = { labels: {}, annotations: {} }
  for (const [kind, parts] of [
    ['labels', labels],
    ['annotations', annotations],
  ] as const) {
    for (const part of parts) {
      if (!part.ok) return part
      alert[kind] = { ...alert[kind], ...part.value }
    }
  }
  if (mapping.level !== undefined)
    alert.labels = withSeverity(alert.labels, typeof level === 'object' ? level.severity : '')
  const whole = readAlert({ ...alert, generatorURL: at(mapping.link) })
  // A link of the wrong kind does not cost the alert.
  const read = whole.ok ? whole : readAlert(alert)
  if (!read.ok) return malformed(`alert${read.message}`)
  const error = namesError(read.value) ?? nameless(read.value.labels, mapping)
  if (error !== undefined) return malformed(error)
  return mapping.level === undefined ? read : { ok: true, value: { ...read.value, levelled: true } }
}

/**
 * Why an alert has no name. Such a one is refused: where a mapping points wrong, all alerts of its sender would else be
 * one, which the first resolve ends.
 */
function nameless(labels: LabelSet, { labels: named, labelsFrom }: WebhookMapping): string | undefined {
  if (firstSeen(labels.alertname) !== undefined) return undefined
  const from = labelsFrom === undefined ? [] : [`${labelsFrom}/alertname`]
  const places = [...(named.alertname === undefined ? [] : pointersOf(named.alertname)), ...from]
  return `it has no name: there is no text at ${places.join(' or ')}`
}

/** Undefined when the mapping has no level. */
type Level = { readonly severity: string } | 'resolved' | 'ignored' | undefined

/** By the mapping's own table, else as its words for a status have it; else the word itself is the severity. */
function levelOf(value: unknown, { level, levels = {}, resolved, ignored }: WebhookMapping): Decoded<Level> {
  if (level === undefined) return { ok: true, value: undefined }
  if (typeof value === 'object' && value !== null) return malformed(`level is ${describe(value)}, not text`)
  const text = seenOf(textOf(value) ?? '')
  const word = text.toLowerCase()
  const meant = Object.hasOwn(levels, word) ? levels[word] : undefined
  if (meant === 'resolved' || meant === 'ignored') return { ok: true, value: meant }
  if (meant !== undefined) return { ok: true, value: { severity: meant } }
  if (resolved.includes(word)) return { ok: true, value: 'resolved' }
  if (ignored.includes(word)) return { ok: true, value: 'ignored' }
  return { ok: true, value: { severity: text } }
}

/** `told firing`: by a word that means it, and not only by one that does not say that it is over. */
type Status = 'firing' | 'told firing' | 'resolved' | 'ignored'

function statusOf(value: unknown, mapping: WebhookMapping): Decoded<Status> {
  // A status of another kind says that the mapping points elsewhere: as "firing" it would never end anything.
  if (typeof value === 'object' && value !== null) return malformed(`status is ${describe(value)}, not text`)
  const text = seenOf(textOf(value) ?? '').toLowerCase()
  if (text === '') return { ok: true, value: 'firing' }
  if (mapping.resolved.includes(text)) return { ok: true, value: 'resolved' }
  if (mapping.ignored.includes(text)) return { ok: true, value: 'ignored' }
  if (mapping.firing === undefined) return { ok: true, value: 'firing' }
  if (mapping.firing.includes(text)) return { ok: true, value: 'told firing' }
  const known = [...mapping.firing, ...mapping.resolved].map((word) => `"${word}"`)
  return malformed(`status is ${quoted(value)}, neither ${known.join(' nor ')}`)
}

/** The members of an object that can be texts. A label must be plain; an annotation may be any JSON. */
function textsOf(what: 'labels' | 'annotations', value: unknown): Decoded<LabelSet> {
  if (value === undefined || value === null) return { ok: true, value: {} }
  if (!isObject(value)) return malformed(`${what} is ${describe(value)}, not an object`)
  const texts: [string, string][] = []
  for (const [name, member] of Object.entries(value)) {
    const text = textOf(member)
    if (text !== undefined) texts.push([name.toWellFormed(), text])
    else if (typeof member === 'object' && member !== null) {
      if (what === 'labels') return malformed(`labels.${name} is ${describe(member)}, not text`)
      const json = jsonText(member)
      if (json === undefined) return malformed(`annotations.${name} is nested too deeply to be shown`)
      texts.push([name.toWellFormed(), json.toWellFormed()])
    }
  }
  return { ok: true, value: Object.fromEntries(texts) }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.toWellFormed()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A time as RFC 3339 text, or as Unix seconds or milliseconds, in a number or in digits. */
function timeOf(name: string, value: unknown): Decoded<Millis | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined }
  const unix = typeof value === 'string' && /^\d{9,13}(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof unix === 'number' && unix >= 0 && unix <= LAST_MILLIS) {
    return { ok: true, value: Math.floor(unix < LEAST_MILLIS ? unix * 1000 : unix) }
  }
  // AWS and others write the zone without its colon.
  const time =
    typeof value === 'string' ? parseSenderTime(value.replace(/(:\S*[+-]\d{2})(\d{2})$/, '$1:$2')) : undefined
  if (time !== undefined) return { ok: true, value: time === 'unset' ? undefined : time }
  return malformed(
    `${name} is ${quoted(value)}, neither a time such as 2026-01-31T03:12:00Z nor Unix seconds or milliseconds`,
  )
}
