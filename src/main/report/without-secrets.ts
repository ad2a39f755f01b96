/** Stands where something was taken out. */
const REMOVED = '[removed]'

/** A name of a header, a field or a parameter whose value is nobody's to read. */
const SECRET_NAME =
  '(?:proxy-)?authori[sz]ation|(?:set-)?cookie|(?:[\\w-]*[_-])?(?:api[_-]?key|token|passw(?:or)?d|passphrase|secret|credentials?|signature|sig)'
const NAMED = new RegExp(`(["']?)\\b(${SECRET_NAME})\\1(\\s*[:=]\\s*)("[^"]*"|'[^']*'|[^\\n]+)`, 'gi')
const IS_NAMED = new RegExp(`^(?:${SECRET_NAME})$`, 'i')
/** How HTTP writes who asks. */
const SCHEMES = /\b(bearer|basic|digest|negotiate|apikey)\s+[\w.~+/=-]{4,}/gi
const ADDRESS = /\b([a-z][a-z0-9+.-]*):\/\/([^\s"'<>`\\]*)/gi
const PEM = /-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)/g
/** Nobody writes a word of this length: a code, a token, a key. */
const LONG = /[A-Za-z0-9_+/=-]{36,}/g

export interface Known {
  /** Texts that are secret wherever they stand. */
  readonly secrets: readonly string[]
  /** Begins paths on this computer, and names the person's account. */
  readonly home: string
  /** The server that is watched: of its addresses the paths stay. */
  readonly server: string | null
}

/** A text in which no secret is left that can be told as one. */
export function textWithoutSecrets(text: string, { secrets, home, server }: Known): string {
  let left = text
  for (const secret of secrets) if (secret !== '') left = left.replaceAll(secret, REMOVED)
  if (home.length > 1) left = left.replaceAll(home, '~')
  return left
    .replace(PEM, REMOVED)
    .replace(ADDRESS, (_, scheme: string, rest: string) => addressOf(scheme, rest, server))
    .replace(SCHEMES, (_, scheme: string) => `${scheme} ${REMOVED}`)
    .replace(NAMED, (_, quote: string, name: string, is: string) => `${quote}${name}${quote}${is}${REMOVED}`)
    .replace(LONG, (word) => (isRandom(word) ? REMOVED : word))
}

/** Of letters and digits, in one piece: a path is long as well, of words that somebody wrote. */
function isRandom(word: string): boolean {
  const isPath = word.split('/').every(({ length }) => length < 20)
  return !isPath && /\d/.test(word) && /[A-Za-z]/.test(word)
}

/** The same of everything in a value; what a secret name holds goes whole. */
export function withoutSecrets(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value, known)
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      textWithoutSecrets(name, known),
      typeof one === 'string' && IS_NAMED.test(name) ? REMOVED : withoutSecrets(one, known),
    ]),
  )
}

/**
 * Scheme and host. A name, a password, a query and what follows a hash may be secrets, and so may a path: that of a
 * chat's webhook is one. The paths of the server, of this app and of files are known.
 */
function addressOf(scheme: string, rest: string, server: string | null): string {
  const [before = '', ...more] = rest.split(/[?#]/)
  const [authority = '', ...path] = before.split('/')
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const who = authority.includes('@') ? `${REMOVED}@` : ''
  const tail = more.length > 0 ? `?${REMOVED}` : ''
  const isKnown = scheme === 'file' || scheme === 'watchfloor' || scheme === 'node' || isOf(server, host)
  const shown = isKnown || path.length === 0 ? path : path.join('') === '' ? [''] : [REMOVED]
  return `${scheme}://${who}${[host, ...shown].join('/')}${tail}`
}

function isOf(server: string | null, host: string): boolean {
  return server !== null && URL.parse(server)?.host === host.toLowerCase()
}
