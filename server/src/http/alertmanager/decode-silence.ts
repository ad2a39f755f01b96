import { type MatcherData, toMatcherData } from '@watchfloor/contract'
import type { SilenceInput } from '../../silences/silence-input.ts'
import { CODE_REQUIRED, CODE_TOO_FEW, type Decoded, invalid, malformed } from '../../sources/decoded.ts'
import { memberNames, withMemberNames } from '../../sources/member-names.ts'
import { describe, isObject, readTexts, readTime } from '../../sources/read-alert.ts'

const MEMBERS = memberNames('id', 'matchers', 'startsAt', 'endsAt', 'createdBy', 'comment', 'annotations')
const MATCHER_MEMBERS = memberNames('name', 'value', 'isRegex', 'isEqual')

/**
 * Reads Alertmanager's `postableSilence` with its framework's judgement: all five fields must be there, author and
 * comment may be empty, and what else a silence needs is the core's to say. Undefined is a missing body.
 */
export function decodePostableSilence(body: unknown): Decoded<SilenceInput> {
  const decoded = readSilence(withMemberNames(body, MEMBERS))
  if (decoded.ok || decoded.kind === 'invalid') return decoded
  return malformed(`parsing silence body from "" failed, because ${decoded.message}`)
}

function readSilence(body: unknown): Decoded<SilenceInput> {
  if (body === undefined) return invalid(CODE_REQUIRED, 'silence in body is required')
  // To Go, a JSON null is a silence without fields.
  if (body === null) return readSilence({})
  if (!isObject(body)) return malformed(`the body is ${describe(body)}, not a silence`)
  const { id, matchers, createdBy, comment } = body
  for (const [name, value] of Object.entries({ id, createdBy, comment })) {
    if (!isTextOrAbsent(value)) return malformed(`${name} is ${describe(value)}, not text`)
  }
  const startsAt = readTime(body.startsAt, 'startsAt')
  if (!startsAt.ok) return startsAt
  const endsAt = readTime(body.endsAt, 'endsAt')
  if (!endsAt.ok) return endsAt
  const annotations = readTexts(body.annotations, 'annotations')
  if (!annotations.ok) return annotations
  const read = readMatchers(matchers)
  if (!read.ok && read.kind === 'malformed') return read

  // What is missing is named in the order of Alertmanager's framework.
  if (typeof comment !== 'string') return required('comment')
  if (typeof createdBy !== 'string') return required('createdBy')
  // The zero time is a time to Alertmanager here: the start moves to now, and the end is in the past.
  if (body.endsAt === undefined || body.endsAt === null) return required('endsAt')
  if (!read.ok) return read
  if (body.startsAt === undefined || body.startsAt === null) return required('startsAt')
  return {
    ok: true,
    value: {
      id: typeof id === 'string' && id !== '' ? id : undefined,
      matchers: read.value,
      startsAt: startsAt.value ?? 0,
      endsAt: endsAt.value ?? 0,
      createdBy,
      comment,
      annotations: annotations.value,
    },
  }
}

function readMatchers(value: unknown): Decoded<readonly MatcherData[]> {
  if (value === undefined || value === null) return required('matchers')
  if (!Array.isArray(value)) return malformed(`matchers is ${describe(value)}, not a list`)
  const matchers: MatcherData[] = []
  let missing: Decoded<never> | undefined
  for (const [index, given] of value.entries()) {
    const path = `matchers.${index}`
    const item = withMemberNames(given, MATCHER_MEMBERS)
    if (!isObject(item)) return malformed(`${path} is ${describe(item)}, not an object`)
    const { name, value: text, isRegex, isEqual } = item
    if (!isTextOrAbsent(name)) return malformed(`${path}.name is ${describe(name)}, not text`)
    if (!isTextOrAbsent(text)) return malformed(`${path}.value is ${describe(text)}, not text`)
    for (const [field, truth] of Object.entries({ isRegex, isEqual })) {
      if (truth !== undefined && truth !== null && typeof truth !== 'boolean') {
        return malformed(`${path}.${field} is ${describe(truth)}, neither true nor false`)
      }
    }
    if (typeof isRegex !== 'boolean') missing ??= required(`${path}.isRegex`)
    else if (typeof name !== 'string') missing ??= required(`${path}.name`)
    else if (typeof text !== 'string') missing ??= required(`${path}.value`)
    else matchers.push(toMatcherData({ name, value: text, isRegex, isEqual: isEqual !== false }))
  }
  if (missing !== undefined) return missing
  if (matchers.length === 0) return invalid(CODE_TOO_FEW, 'matchers in body should have at least 1 items')
  return { ok: true, value: matchers }
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function required(field: string): Decoded<never> {
  return invalid(CODE_REQUIRED, `${field} in body is required`)
}
