import { type Millis, parseTime } from '@watchfloor/contract'
import { lineOf } from './alert-words.ts'
import { formatMoment, momentText } from './times.ts'

const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const ASIDE = new RegExp(`\\s*\\(silence ${UUID}\\)`, 'g')
const SILENCE = new RegExp(`(?<![\\w-])silence ${UUID}`, 'g')
const OTHER = new RegExp(`(?<![\\w-])${UUID}(?![\\w-])`, 'g')

/**
 * A sentence of the server for people. It is exact, for logs and tools: times in UTC, silences by their ids. Here its
 * times are those of the person's clock, and nobody is shown an id of 36 characters. `now` leaves out today's date.
 */
export function serverWords(text: string, now?: Millis): string {
  const said = lineOf(text).replaceAll(TIME, (written) => {
    const time = parseTime(written)
    if (time === undefined) return written
    return now === undefined ? formatMoment(time).replace(/:\d\d$/, '') : momentText(time, now)
  })
  return said
    .replaceAll(ASIDE, '')
    .replaceAll(SILENCE, 'the silence')
    .replaceAll(OTHER, (id) => `${id.slice(0, 8)}…`)
}
