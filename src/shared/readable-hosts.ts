/** Scripts that are told apart here; letters of all others count as one more. */
const SCRIPTS: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Latin', /\p{sc=Latn}/u],
  ['Han', /\p{sc=Hani}/u],
  ['Hiragana', /\p{sc=Hira}/u],
  ['Katakana', /\p{sc=Kana}/u],
  ['Hangul', /\p{sc=Hang}/u],
  ['Bopomofo', /\p{sc=Bopo}/u],
  ['Cyrillic', /\p{sc=Cyrl}/u],
  ['Greek', /\p{sc=Grek}/u],
  ['Armenian', /\p{sc=Armn}/u],
  ['Cherokee', /\p{sc=Cher}/u],
]
/** Scripts that people write together. */
const TOGETHER: readonly ReadonlySet<string>[] = [
  new Set(['Latin', 'Han', 'Hiragana', 'Katakana']),
  new Set(['Latin', 'Han', 'Hangul']),
  new Set(['Latin', 'Han', 'Bopomofo']),
]
/** Cyrillic and Greek letters that look like Latin ones. */
const LOOKALIKES = /^[аАвВеЕѕЅіІїјЈкКМНһоОрРсСтТуУхХԛԝԁѵѴӏαΑΒΕΖΗικΚΙΜνΝοΟρΡτΤυΥχΧγ0-9-]+$/u
/** Letters that are units and differences everywhere. */
const SIGNS = /[µμΩΔ]/gu
const WORD = /[\p{L}\p{M}\p{N}_.-]+/gu
const FOREIGN = /(?!\p{sc=Latn})\p{L}/u

/**
 * A text in which a host whose letters are of several scripts, or only look Latin, stands as it is asked for: in
 * ASCII (`xn--…`). A host is a name with dots, one before a port, or what follows `//`.
 */
export function readableHosts(text: string): string {
  if (!FOREIGN.test(text)) return text
  return text.replace(WORD, (word, at: number) => {
    const host = word.replace(/^[.-]|[.-]$/g, '')
    if (!FOREIGN.test(host) || !isHost(host, text, at, word.length) || !isDeceptive(host)) return word
    return word.replace(host, () => ascii(host))
  })
}

function isHost(host: string, text: string, at: number, length: number): boolean {
  const labels = host.split('.')
  if (labels.includes('')) return false
  if (labels.length > 1 && /^\p{L}[\p{L}\p{M}]+$/u.test(labels.at(-1) ?? '')) return true
  return text.slice(Math.max(0, at - 2), at) === '//' || /^:\d/.test(text.slice(at + length, at + length + 2))
}

function isDeceptive(host: string): boolean {
  const labels = host.split('.')
  const isLatin = !FOREIGN.test(labels.at(-1) ?? '')
  return labels.some((label) => isMixed(label) || (isLatin && FOREIGN.test(label) && LOOKALIKES.test(label)))
}

function isMixed(label: string): boolean {
  const scripts = new Set<string>()
  for (const letter of label.replace(SIGNS, '').match(/\p{L}/gu) ?? [])
    scripts.add(SCRIPTS.find(([, letters]) => letters.test(letter))?.[0] ?? 'other')
  return scripts.size > 1 && !TOGETHER.some((known) => [...scripts].every((script) => known.has(script)))
}

/** As a browser asks for it; where it could not, each foreign letter by its number. */
function ascii(host: string): string {
  const name = URL.parse(`http://${host}`)?.hostname
  if (name !== undefined && !FOREIGN.test(name)) return name
  return host.replace(
    /(?!\p{sc=Latn})\p{L}/gu,
    (letter) => `‹U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  )
}
