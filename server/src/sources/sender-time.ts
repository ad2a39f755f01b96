import { type Millis, parseTime, ZERO_TIME } from '@watchfloor/contract'

/**
 * Date alone, or date and time without seconds or zone, as Go's `strfmt` accepts besides RFC 3339; UTC is meant. A comma
 * may stand before the fraction, and the zone be without a colon, as Java and Python write it.
 */
const SHORT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,12})?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/

/**
 * Reads a sender's time. `unset` is what senders write for "not given": Go's zero time in any zone, and the empty
 * text (which Alertmanager itself takes for 1970, so that the alert vanishes at once). Undefined: not a time.
 */
export function parseSenderTime(text: string): Millis | 'unset' | undefined {
  if (text === '') return 'unset'
  const time = parseTime(text) ?? parseShort(text)
  return time === ZERO_TIME ? 'unset' : time
}

function parseShort(text: string): Millis | undefined {
  const match = SHORT.exec(text)
  if (match === null) return undefined
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match
  const offset = zone.replace(/(\d{2}):?(\d{2})/, '$1:$2')
  return parseTime(`${date}T${minutes}${seconds.replace(',', '.')}${offset}`)
}
