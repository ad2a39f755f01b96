import { readableHosts } from './readable-hosts.ts'

/** Scripts whose letters join, where a joiner or a non-joiner between two of them changes how they are written. */
const JOINING =
  '[\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Khmr}\\p{sc=Mymr}\\p{sc=Tibt}]'
/** Scripts that run from right to left. */
const RIGHT_TO_LEFT =
  '[\\p{sc=Hebr}\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Thaa}\\p{sc=Nkoo}\\p{sc=Samr}\\p{sc=Mand}\\p{sc=Adlm}]'
const NEUTRAL = '[\\p{P}\\p{S}\\p{N}\\p{Zs}]{0,8}'
const PICTURE = '\\p{Extended_Pictographic}[\\u{FE0F}\\p{Emoji_Modifier}]?'

/** Where characters that show nothing belong: they are left as they are. */
const AT_HOME = [
  // Flags made of tags, and emoji of several.
  '\\u{1F3F4}[\\u{E0020}-\\u{E007E}]{1,8}\\u{E007F}',
  `${PICTURE}(?:\\u200D${PICTURE})*`,
  '(?<=[\\p{Emoji}\\u200D])[\\uFE0E\\uFE0F]',
  // Ways to write one character.
  '(?<=[\\p{sc=Hani}\\p{sc=Mymr}\\p{Sm}])[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{sc=Mong})[\\u180B-\\u180F]',
  '(?<=\\p{sc=Khmr})[\\u17B4\\u17B5]',
  '(?<=\\p{sc=Hang})\\u1160|\\u115F(?=\\p{sc=Hang})',
  '(?<=\\p{M})\\u034F(?=\\p{M})',
  `(?<=${JOINING})[\\u200C\\u200D]`,
  // Marks of direction, beside what is written from right to left.
  `(?<=${RIGHT_TO_LEFT}${NEUTRAL})[\\u061C\\u200E\\u200F]`,
  `[\\u061C\\u200E\\u200F](?=${NEUTRAL}${RIGHT_TO_LEFT})`,
].join('|')

/** What shows nothing, or turns the order of what stands around it; a line's end and a tab are no secret. */
const UNSEEN = '(?![\\t\\n\\r])[\\p{Cc}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB\\u2800]'

const SUSPECT = new RegExp(UNSEEN, 'u')
const EITHER = new RegExp(`${AT_HOME}|(${UNSEEN})\\1*`, 'gu')
const RUNS_LEFT = new RegExp(RIGHT_TO_LEFT, 'u')

/** Isolates what is between them from the direction of what is around (UAX #9). */
const ISOLATE = '\u2068'
const END = '\u2069'

/**
 * A text that somebody else wrote, as it may be put among our own words: what is hidden in it is shown as `‹U+202E›`,
 * a host that looks like another by its letters stands in ASCII, and text from right to left moves nothing around it.
 * For each such text, once, where it goes into a sentence or an element.
 */
export function told(text: string): string {
  const seen = readableHosts(SUSPECT.test(text) ? text.replace(EITHER, shown) : text)
  return RUNS_LEFT.test(seen) ? `${ISOLATE}${seen}${END}` : seen
}

/** `all` as it is, or, when it begins with something hidden, that and how often it stands there. */
function shown(all: string, hidden: string | undefined): string {
  if (hidden === undefined) return all
  const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const times = all.length / hidden.length
  return times === 1 ? `‹U+${code}›` : `‹U+${code} ×${times}›`
}
