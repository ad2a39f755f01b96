import type { Operator, Parts } from './reading.ts'

/** White space is Unicode's here, as Go's `unicode.IsSpace` has it. */
const TOKEN =
  /\p{White_Space}*(?:([{},]|=~|!~|!=|=)|("(?:[^"\\]|\\[\s\S])*")|([^\p{White_Space}{}!=~,\\"'`]+))/uy

interface Token {
  readonly kind: 'sign' | 'text'
  readonly text: string
}

/**
 * Reads a list of matchers by the UTF-8 grammar of Alertmanager 0.27: commas between them, one more may follow, and
 * braces around all or nothing. Names and values are words without reserved signs, or in double quotes with Go's
 * escapes; both have to be there. Undefined when the text is not of this grammar.
 */
export function readUtf8(text: string): readonly Parts[] | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  const isBraced = isSign(tokens[0], '{')
  if (isBraced !== isSign(tokens.at(-1), '}')) return undefined
  const inner = isBraced ? tokens.slice(1, -1) : tokens
  const matchers: Parts[] = []
  for (let at = 0; at < inner.length; at += 4) {
    const [name, operator, value, comma] = inner.slice(at, at + 4)
    if (name?.kind !== 'text' || value?.kind !== 'text') return undefined
    if (operator?.kind !== 'sign' || /[{},]/.test(operator.text)) return undefined
    if (comma !== undefined && !isSign(comma, ',')) return undefined
    matchers.push({ name: name.text, operator: operator.text as Operator, value: value.text })
  }
  return matchers
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  const end = text.replace(/\p{White_Space}+$/u, '').length
  for (let at = 0; at < end; ) {
    TOKEN.lastIndex = at
    const [whole, sign, quoted, word] = TOKEN.exec(text) ?? []
    if (whole === undefined) return undefined
    at += whole.length
    const meant = quoted === undefined ? (sign ?? word) : unquote(quoted)
    if (meant === undefined) return undefined
    tokens.push({ kind: sign === undefined ? 'text' : 'sign', text: meant })
  }
  return tokens
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Go's `strconv.Unquote`: escapes may give single bytes, which together must be UTF-8. Undefined when Go refuses it. */
function unquote(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1)
  if (inner.includes('\n')) return undefined
  if (!inner.includes('\\')) return inner
  const bytes: number[] = []
  const pieces = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|[^\\]+/g
  for (const [piece, hex, octal, short, long, sign] of inner.matchAll(pieces)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else if (octal !== undefined) {
      const byte = Number.parseInt(octal, 8)
      if (byte > 0xff) return undefined
      bytes.push(byte)
    } else {
      const point = short ?? long
      const text = point !== undefined ? character(point) : sign === undefined ? piece : ESCAPES[sign]
      if (text === undefined) return undefined
      for (const byte of utf8.encode(text)) bytes.push(byte)
    }
  }
  try {
    return strictUtf8.decode(new Uint8Array(bytes))
  } catch {
    return undefined
  }
}

/** Surrogates are no characters. */
function character(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16)
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code)
}
