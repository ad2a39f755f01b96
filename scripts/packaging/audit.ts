/** What the registry said; `unasked` where it did not answer the question. */
export interface Verdict {
  readonly kind: 'good' | 'bad' | 'unasked'
  /** For people. */
  readonly lines: readonly string[]
}

/** Exit codes. */
export const AUDIT_CODES: Readonly<Record<Verdict['kind'], number>> = { good: 0, bad: 1, unasked: 3 }

interface Advisory {
  readonly name: string
  readonly title: string
  readonly url: string
  readonly severity: string
  readonly range: string
}

interface Advisories {
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        /** Advisories of its own, and names of others that it is affected by. */
        readonly via: readonly (string | Advisory)[]
      }
    >
  >
  readonly message?: string
}

/** Of `npm audit --json`. npm ends with 1 both when it found something and when nobody answered. */
export function verdictOfAdvisories(code: number, out: string, err: string): Verdict {
  const said = parsed<Advisories>(out)
  if (said?.vulnerabilities === undefined) return unasked('advisories', said?.message ?? err)
  const affected = Object.values(said.vulnerabilities)
  if (affected.length === 0 && code === 0)
    return good('No advisory is known against what the lock file names.')
  const own = affected.flatMap(({ via }) => via.filter((one) => typeof one !== 'string'))
  const lines = own.map(
    ({ severity, name, range, title, url }) => `${severity}: ${name} ${range}: ${title} (${url})`,
  )
  return {
    kind: 'bad',
    lines: [...lines, `${affected.length} packages are affected (npm audit says by what).`],
  }
}

interface Signatures {
  readonly error?: { readonly summary?: string }
  readonly invalid?: readonly Signed[]
  readonly missing?: readonly Signed[]
}

interface Signed {
  readonly name: string
  readonly version: string
}

/** Of `npm audit signatures --json`. */
export function verdictOfSignatures(code: number, out: string, err: string): Verdict {
  const said = parsed<Signatures>(out)
  if (said?.invalid === undefined || said.missing === undefined)
    return unasked('signatures', said?.error?.summary ?? err)
  const flaws = [
    ...said.invalid.map(({ name, version }) => `${name}@${version}: its signature is wrong`),
    ...said.missing.map(({ name, version }) => `${name}@${version}: it is not signed`),
  ]
  if (flaws.length === 0 && code === 0) return good('All packages are signed by the registry.')
  return { kind: 'bad', lines: flaws.length > 0 ? flaws : [`npm audit signatures ended with ${code}.`] }
}

function good(line: string): Verdict {
  return { kind: 'good', lines: [line] }
}

function unasked(what: string, reason: string): Verdict {
  const [first = 'it said nothing'] = reason.trim().replaceAll('npm error ', '').split('\n')
  const line = `NOT AUDITED: the registry did not answer for ${what} (${first || 'it said nothing'}). Nothing is known of them, good or bad; ask a registry that does.`
  return { kind: 'unasked', lines: [line] }
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}
