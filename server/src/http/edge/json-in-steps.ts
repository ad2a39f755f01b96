import type { Steps } from '../../ground/steps.ts'
import { wellFormedJson } from '../../ground/well-formed-json.ts'

/** So many values of one text are read: values cost memory, not bytes; 9 MB of common alerts hold 350,000. */
export const MOST_VALUES = 500_000
/** So many members one object may have. Nothing that is taken needs a tenth, and each is looked at several times. */
export const MOST_MEMBERS = 10_000
/** About so many bytes are parsed in one go. */
export const PIECE = 65_536
/** So deep may what is longer than a piece lie within itself. */
const MOST_DEPTH = 100

/** What makes a text none that is read. `isTooMuch`: it may be JSON, only too much of it. */
export class JsonRefused extends Error {
  readonly isTooMuch: boolean

  constructor(message: string, isTooMuch = false) {
    super(message)
    this.isTooMuch = isTooMuch
  }
}

/**
 * `JSON.parse` of UTF-8 in steps, so that ten megabytes hold up nobody; throws `JsonRefused`. Lists and objects that are
 * longer than a piece, bytes, are taken apart, and what they hold is parsed piece by piece.
 */
export function* parseJson(text: Buffer, piece = PIECE): Steps<unknown> {
  if (text.length <= piece) return parseShortJson(text)
  const ends = yield* longContainers(text, piece)
  const begin = pastBlank(text, 0, text.length)
  const end = ends.get(begin)
  // One long text, or nothing at all.
  if (end === undefined) return parseShortJson(text)
  if (pastBlank(text, end + 1, text.length) < text.length) throw unexpected(text, end + 1)
  return yield* containerOf(text, begin, ends, piece)
}

/** The same in one go: for what is no longer than a piece. */
export function parseShortJson(text: Buffer): unknown {
  return parsed(text, 0, text.length)
}

const [QUOTE, BACKSLASH, COMMA, COLON, LIST, LIST_END, OBJECT, OBJECT_END] = [...'"\\,:[]{}'].map((char) =>
  char.charCodeAt(0),
)

/** Where each list or object that is longer than a piece begins, and where it ends. */
function* longContainers(text: Buffer, piece: number): Steps<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>()
  const begins: number[] = []
  const members: number[] = []
  // Each value but the first has a comma or a bracket before it.
  let values = 1
  let rest = piece
  for (let at = 0; at < text.length; at++) {
    if (at > rest) {
      rest = at + piece
      yield
    }
    const char = text[at]
    if (char === QUOTE) at = endOfString(text, at)
    else if (char === LIST || char === OBJECT) {
      begins.push(at)
      members.push(1)
      values++
    } else if (char === COMMA) {
      values++
      const open = members.length - 1
      const count = (members[open] ?? 0) + 1
      members[open] = count
      if (count > MOST_MEMBERS && text[begins[open] ?? 0] === OBJECT)
        throw new JsonRefused(`holds an object of more than ${MOST_MEMBERS} members`, true)
    } else if (char === LIST_END || char === OBJECT_END) {
      const begin = begins.pop()
      members.pop()
      if (begin === undefined || (text[begin] === LIST) !== (char === LIST_END)) throw unexpected(text, at)
      if (at - begin > piece) ends.set(begin, at)
    }
    if (values > MOST_VALUES)
      throw new JsonRefused(`holds more than ${MOST_VALUES} JSON values; send it in parts`, true)
  }
  if (begins.length > 0) throw new JsonRefused('it ends before its lists and objects do')
  return ends
}

/** What a long list or object holds. */
function* containerOf(
  text: Buffer,
  begin: number,
  ends: ReadonlyMap<number, number>,
  piece: number,
  depth = 0,
): Steps<unknown> {
  if (depth > MOST_DEPTH) throw new JsonRefused(`is nested more than ${MOST_DEPTH} deep`, true)
  const isList = text[begin] === LIST
  const end = ends.get(begin) ?? begin
  const list: unknown[] = []
  const object: Record<string, unknown> = {}
  /** Takes the whole members between two places. */
  const take = (from: number, to: number): void => {
    if (pastBlank(text, from, to) === to) throw unexpected(text, to)
    if (isList) for (const item of parsed(text, from, to, '[]') as unknown[]) list.push(item)
    else {
      const members = parsed(text, from, to, '{}') as Record<string, unknown>
      for (const name of Object.keys(members)) put(object, name, members[name])
    }
  }
  let from = begin + 1
  /** The last comma between members, from where they are not taken yet. */
  let comma = -1
  /** Was a comma the last that was taken? */
  let isOpen = false
  for (let at = from; at < end; ) {
    const long = ends.get(at)
    if (long !== undefined) {
      if (comma >= from) take(from, comma)
      const before = comma >= from ? comma + 1 : from
      const name = isList ? undefined : nameBefore(text, before, at)
      if (isList && pastBlank(text, before, at) < at) throw unexpected(text, before)
      const value = yield* containerOf(text, at, ends, piece, depth + 1)
      if (name === undefined) list.push(value)
      else put(object, name, value)
      at = pastBlank(text, long + 1, end)
      isOpen = at < end
      if (isOpen && text[at] !== COMMA) throw unexpected(text, at)
      from = Math.min(at + 1, end)
      at = from
    } else if (text[at] === COMMA) {
      comma = at
      at++
      if (at - from <= piece) continue
      take(from, comma)
      from = at
      isOpen = true
      yield
    } else at = pastValue(text, at)
  }
  if (pastBlank(text, from, end) < end) take(from, end)
  else if (isOpen) throw unexpected(text, end)
  return isList ? list : object
}

/** The place after a text, a short list or object, or any other sign. */
function pastValue(text: Buffer, at: number): number {
  const char = text[at]
  if (char === QUOTE) return endOfString(text, at) + 1
  if (char !== LIST && char !== OBJECT) return at + 1
  let depth = 1
  for (let place = at + 1; place < text.length; place++) {
    const sign = text[place]
    if (sign === QUOTE) place = endOfString(text, place)
    else if (sign === LIST || sign === OBJECT) depth++
    else if (sign === LIST_END || sign === OBJECT_END) {
      depth--
      if (depth === 0) return place + 1
    }
  }
  return text.length
}

/** Where a string ends that begins here: at its quote, or with the text. */
function endOfString(text: Buffer, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === BACKSLASH) at++
    else if (text[at] === QUOTE) return at
  }
  return text.length
}

/** The member's name that stands before its value, with the colon. */
function nameBefore(text: Buffer, from: number, to: number): string {
  let colon = to - 1
  while (colon > from && isBlank(text[colon])) colon--
  const name = text[colon] === COLON ? parsed(text, from, colon) : undefined
  if (typeof name !== 'string') throw unexpected(text, from)
  return name
}

/** A member as data, whatever its name: `__proto__` is one like any other. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

function pastBlank(text: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(text[at])) at++
  return at
}

/** JSON knows four. */
function isBlank(char: number | undefined): boolean {
  return char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09
}

function parsed(text: Buffer, from: number, to: number, around = ''): unknown {
  try {
    const piece = wellFormedJson(text.toString('utf8', from, to))
    return JSON.parse((around[0] ?? '') + piece + (around[1] ?? '')) as unknown
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // A place within a piece says nothing to whoever sent the whole.
    throw new JsonRefused(
      around === '' ? reason : `${reason.replace(/ (in JSON )?at position.*$/, '')}, behind byte ${from}`,
    )
  }
}

function unexpected(text: Buffer, at: number): JsonRefused {
  const sign = text.toString('utf8', at, at + 1)
  return new JsonRefused(`Unexpected token ${JSON.stringify(sign)} at byte ${at}`)
}
