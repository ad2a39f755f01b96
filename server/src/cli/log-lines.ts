/** The longest line of the log, in bytes; what a sender wrote may be megabytes. */
const LONGEST = 4_096
/** Texts and lists within a line that is too long are cut to so many characters and members, until it fits. */
const CUTS = [
  { characters: 1_000, members: 20 },
  { characters: 200, members: 10 },
  { characters: 60, members: 3 },
] as const

/** What a terminal or a reader of logs may take for more than a character: controls, ends of lines, directions. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

type Fields = Readonly<Record<string, unknown>>

/** A line of JSON as it is written: of bounded length, and everything unseen escaped. */
export function jsonLine(line: string): string {
  // What is too long is cut before it is looked through: it may be megabytes.
  const text = line.length <= LONGEST ? escaped(line.trimEnd()) : line
  return fits(text) ? text : cutToFit(line, (fields) => escaped(JSON.stringify(fields)))
}

/** The same for people: `12:31:07 WARN what happened field=value`. */
export function plainLine(line: string): string {
  const text = line.length <= 4 * LONGEST ? plain(JSON.parse(line) as Fields) : line
  return fits(text) ? text : cutToFit(line, plain)
}

/** The stack of an error in a line, for people; each of its lines is set in, so that none can pass for the log's own. */
export function stackOf(line: string): string | undefined {
  const { err } = JSON.parse(line) as Fields
  if (typeof err !== 'object' || err === null || !('stack' in err)) return undefined
  return String(err.stack)
    .slice(0, LONGEST)
    .split('\n')
    .map((one) => `    ${escaped(one)}`)
    .join('\n')
}

function plain({ level, time, msg, err: _err, ...fields }: Fields): string {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${textOf(value)}`)
  return escaped([String(time).slice(11, 19), String(level).toUpperCase(), String(msg), ...rest].join(' '))
}

function textOf(value: unknown): string {
  return typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)
}

function fits(text: string): boolean {
  return text.length <= LONGEST && Buffer.byteLength(text) <= LONGEST
}

/** What is made of the line's fields once they are short enough; if nothing helps, of those that every line has. */
function cutToFit(line: string, made: (fields: Fields) => string): string {
  const fields = JSON.parse(line) as Fields
  for (const cut of CUTS) {
    const text = made(cutValue(fields, cut, 4) as Fields)
    if (fits(text)) return text
  }
  const { level, time, msg } = cutValue(fields, CUTS[1], 1) as Fields
  return made({ level, time, msg, cut: true })
}

function cutValue(value: unknown, cut: (typeof CUTS)[number], levels: number): unknown {
  if (typeof value === 'string')
    return value.length <= cut.characters ? value : `${value.slice(0, cut.characters).toWellFormed()}…`
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '…'
  if (Array.isArray(value)) {
    const kept = value.slice(0, cut.members).map((one) => cutValue(one, cut, levels - 1))
    return value.length > cut.members ? [...kept, `… ${value.length - cut.members} more`] : kept
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([name, one]) => [name.slice(0, 100).toWellFormed(), cutValue(one, cut, levels - 1)]),
  )
}

function escaped(text: string): string {
  return text.replace(UNSEEN, (sign) => sign.split('').map(unitOf).join(''))
}

function unitOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
