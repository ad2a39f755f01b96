import { OPERATOR, type Reading, shortened } from './reading.ts'

/** Go's `\s` is ASCII only. */
const SPACE = '[\\t\\n\\f\\r ]'
const MATCHER = new RegExp(`^${SPACE}*([a-zA-Z_:][a-zA-Z0-9_:]*)${SPACE}*(${OPERATOR.source})([\\s\\S]*)$`)
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g')

/**
 * Reads one matcher by the classic grammar, which is all that Alertmanager knew before 0.27: the value is the rest of
 * the text, in quotes or bare, and may be empty. Only `\"`, `\n` and `\\` are escapes; other backslashes are themselves.
 */
export function readClassic(text: string): Reading {
  const [, name, operator, rest] = MATCHER.exec(text) ?? []
  if (name === undefined) return { ok: false, error: badFormat(text) }
  const given = (rest ?? '').replace(AROUND, '')
  const isQuoted = given.startsWith('"')
  const raw = isQuoted ? given.slice(1) : given
  const end = /^(?:[^"\\]|\\[\s\S]|\\$)*/.exec(raw)?.[0].length ?? 0
  const closes = isQuoted ? raw.slice(end) === '"' : end === raw.length
  if (!closes)
    return { ok: false, error: `matcher value contains unescaped double quote: ${shortened(given)}` }
  const value = raw
    .slice(0, end)
    .replace(/\\(["n\\])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  return { ok: true, parts: { name, operator: operator as '=', value } }
}

/** Cuts a list of matchers at the commas that stand in no quotes; a brace at each end is optional. */
export function cutClassic(text: string): readonly string[] {
  const bare = text.replace(/^\{/, '').replace(/\}$/, '')
  const texts: string[] = []
  let [from, isQuoted, isEscaped] = [0, false, false]
  for (let at = 0; at < bare.length; at++) {
    const sign = bare[at]
    if (sign === ',' && !isQuoted) {
      texts.push(bare.slice(from, at))
      from = at + 1
    } else if (sign === '"') {
      if (!isEscaped) isQuoted = !isQuoted
      isEscaped = false
    } else if (sign === '\\') isEscaped = !isEscaped
    else if (sign !== ',') isEscaped = false
  }
  // Go's TrimSpace: Unicode's white space, to which U+0085 belongs and the mark U+FEFF does not.
  const last = bare.slice(from).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
  return last === '' ? texts : [...texts, last]
}

function badFormat(text: string): string {
  return `bad matcher format: ${shortened(text)}; expected name="value" with =, !=, =~ or !~`
}
