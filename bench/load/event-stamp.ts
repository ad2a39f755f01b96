/**
 * Every published event carries one stamp: a mark, its number and when it was sent. The first byte of the mark's
 * UTF-8 stands nowhere else in an event, so that a reader can count events with a search for one byte, and only
 * look closer where it is found.
 */
const MARK = 'é'
export const MARK_BYTES = [0xc3, 0xa9] as const
const NUMBER_DIGITS = 8
const TIME_DIGITS = 16
export const STAMP_BYTES = MARK_BYTES.length + NUMBER_DIGITS + TIME_DIGITS

/** No event is smaller, so that after a stamp this many bytes need no search. */
export const EVENT_BYTES = { least: 450, most: 700 }

/** Microseconds on a clock that all processes of a machine share and that never jumps. */
export function sharedMicros(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e6 + Math.floor(nanoseconds / 1e3)
}

export function stampOf(number: number, micros: number): string {
  return `${MARK}${String(number).padStart(NUMBER_DIGITS, '0')}${String(micros).padStart(TIME_DIGITS, '0')}`
}

/** Number of the event whose stamp begins at `at`. */
export function numberAt(bytes: Buffer, at: number): number {
  return digits(bytes, at + MARK_BYTES.length, NUMBER_DIGITS)
}

/** When it was sent. */
export function microsAt(bytes: Buffer, at: number): number {
  return digits(bytes, at + MARK_BYTES.length + NUMBER_DIGITS, TIME_DIGITS)
}

function digits(bytes: Buffer, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) value = value * 10 + ((bytes[i] as number) - 48)
  return value
}
