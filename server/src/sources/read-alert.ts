import type { LabelSet, Millis } from '@watchfloor/contract'
import type { AlertInput } from '../alerts/alert-input.ts'
import { CODE_REQUIRED, CODE_WRONG_FORMAT, type Decoded, invalid, malformed } from './decoded.ts'
import { isRequestUri } from './request-uri.ts'
import { parseSenderTime } from './sender-time.ts'

/**
 * Reads one alert strictly: texts are texts, nothing is coerced. Null counts as absent, as Go reads it; unknown fields
 * are ignored. A message begins where the alert's name in it ends: behind `alerts[3]` when it is malformed, behind what
 * Alertmanager's framework calls a field of it, such as `3.`, when it is invalid.
 */
export function readAlert(value: unknown): Decoded<AlertInput> {
  if (!isObject(value)) return malformed(` is ${describe(value)}, not an object`)
  const labels = readTexts(value.labels, '.labels')
  if (!labels.ok) return labels
  const annotations = readTexts(value.annotations, '.annotations')
  if (!annotations.ok) return annotations
  const startsAt = readTime(value.startsAt, '.startsAt')
  if (!startsAt.ok) return startsAt
  const endsAt = readTime(value.endsAt, '.endsAt')
  if (!endsAt.ok) return endsAt
  const url = value.generatorURL ?? ''
  if (typeof url !== 'string') return malformed(`.generatorURL is ${describe(url)}, not text`)

  if (url !== '' && !isRequestUri(url)) {
    return invalid(CODE_WRONG_FORMAT, `generatorURL in body must be of type uri: ${JSON.stringify(url)}`)
  }
  if (labels.value === undefined) return invalid(CODE_REQUIRED, 'labels in body is required')
  return {
    ok: true,
    value: {
      labels: labels.value,
      annotations: annotations.value ?? {},
      startsAt: startsAt.value,
      endsAt: endsAt.value,
      generatorURL: url === '' ? undefined : url,
    },
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a JSON value is, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

/** A map of texts; null values are empty. `Object.fromEntries` keeps a key such as `__proto__` plain data. */
export function readTexts(value: unknown, path: string): Decoded<LabelSet | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined }
  if (!isObject(value)) return malformed(`${path} is ${describe(value)}, not an object`)
  if (isPlain(value)) return { ok: true, value }
  const entries: [string, string][] = []
  for (const [name, text] of Object.entries(value)) {
    if (text !== null && typeof text !== 'string') {
      return malformed(`${path}.${name} is ${describe(text)}, not text`)
    }
    entries.push([name.toWellFormed(), (text ?? '').toWellFormed()])
  }
  return { ok: true, value: Object.fromEntries(entries) }
}

/** Nothing in it has to be completed or mended: it can be kept as it came. */
function isPlain(value: Readonly<Record<string, unknown>>): value is LabelSet {
  for (const name in value) {
    const text = value[name]
    if (typeof text !== 'string' || !text.isWellFormed() || !name.isWellFormed()) return false
  }
  return true
}

/** A time or undefined when the sender gave none. */
export function readTime(value: unknown, path: string): Decoded<Millis | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined }
  if (typeof value !== 'string') return malformed(`${path} is ${describe(value)}, not a time`)
  const time = parseSenderTime(value)
  if (time === undefined) {
    return malformed(`${path} is ${JSON.stringify(value)}, not an RFC 3339 time such as 2026-01-31T03:12:00Z`)
  }
  return { ok: true, value: time === 'unset' ? undefined : time }
}
