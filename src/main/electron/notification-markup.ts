const TITLE_CHARACTERS = 45
const BODY_LINES = 2
const BODY_BYTES = 180
const CUT = '…'

/** What people see as one character, so that no emoji is cut in half. */
const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** C0 and C1 but the newline, and what turns the direction of writing; what a sender hid stands here as marks already. */
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/g

/** One line that every system shows whole. */
export function titleText(text: string): string {
  const characters = charactersOf(visible(text).replaceAll('\n', ' '))
  if (characters.length <= TITLE_CHARACTERS) return characters.join('')
  return `${characters
    .slice(0, TITLE_CHARACTERS - 1)
    .join('')
    .trimEnd()}${CUT}`
}

/** Two lines at most, and short enough for macOS, which shows no more than 256 bytes. */
export function bodyText(text: string): string {
  const lines = visible(text).split('\n')
  const whole = lines.slice(0, BODY_LINES).join('\n')
  const isCut = lines.length > BODY_LINES
  if (!isCut && bytesOf(whole) <= BODY_BYTES) return whole
  let cut = ''
  let left = BODY_BYTES - bytesOf(CUT)
  for (const character of charactersOf(whole)) {
    left -= bytesOf(character)
    if (left < 0) break
    cut += character
  }
  return `${cut.trimEnd()}${CUT}`
}

/** Linux daemons read the body as markup (the title never), so alert text must not be able to speak it. */
export function escapeMarkup(body: string): string {
  return body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(INVISIBLE, '')
    .trim()
}

function charactersOf(text: string): string[] {
  return Array.from(CHARACTERS.segment(text), ({ segment }) => segment)
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
