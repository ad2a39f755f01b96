/** One request as an attacker words it. */
export interface HostileRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What the server says of itself in `/openapi.json`, as far as an attacker needs it. */
export interface ApiDescription {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly parameters?: readonly { readonly in: string; readonly name: string }[] }>
      >
    >
  >
}

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'alertname',
  'severity',
  '',
  ' ',
  'a.b',
  '\u202e',
  '\ud800',
  'ü',
  '😀',
  '\u0000',
]
const EXPRESSIONS = [
  '(a*)*b',
  '(x+x+)+y',
  '.{1000}{1000}',
  '((((((((((a{9}){9}){9}){9}){9}',
  '[',
  '(?=a)',
  '.*.*.*.*.*=.*',
  '\\',
]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']
const SIZES = [0, 1, 2, 50, 1_000, 10_000]

/** Requests over every route that is described; the same for the same `random`. Streams and what never ends are left to others. */
export function hostileRequests(api: ApiDescription, random: () => number): () => HostileRequest {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({ path, method, parameters })),
  )
  const size = (): number => pick(SIZES)
  const word = (): string => {
    const one = random()
    if (one < 0.3) return pick(NAMES)
    if (one < 0.5) return pick(EXPRESSIONS)
    return one < 0.9 ? `w${Math.floor(random() * 50)}` : pick(NAMES).repeat(size())
  }
  const matcher = (): string => `${word()}${pick(['=', '!=', '=~', '!~', '', '=~='])}"${word()}"`
  const scalar = (): unknown =>
    pick([null, true, 0, -1, 1e308, 2 ** 53, word(), '2099-01-01T00:00:00Z', '0000-00-00', word(), word()])
  const value = (depth: number): unknown => {
    const one = random()
    if (depth === 0 || one < 0.4) return scalar()
    const count = Math.floor(random() * 6)
    if (one < 0.6) return Array.from({ length: count }, () => value(depth - 1))
    return Object.fromEntries(Array.from({ length: count }, () => [word(), value(depth - 1)]))
  }
  const texts = (): unknown =>
    random() < 0.1
      ? value(2)
      : Object.fromEntries(Array.from({ length: Math.floor(random() * 8) }, () => [word(), word()]))
  const alert = (): unknown =>
    random() < 0.1
      ? value(3)
      : {
          labels: texts(),
          annotations: texts(),
          generatorURL: pick(['', `http://${word()}/`, 'javascript:0', `http://h${random()}/`]),
          endsAt: pick([undefined, '2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'x']),
        }
  const list = <T>(one: () => T): T[] => Array.from({ length: pick([0, 1, 3, 30, 500]) }, one)
  const silence = (): unknown => ({
    ...(random() < 0.3 && { id: word() }),
    matchers: list(() => ({ name: word(), value: word(), isRegex: random() < 0.7, isEqual: random() < 0.5 })),
    starts_at: '2026-01-01T00:00:00Z',
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: '2099-01-01T00:00:00Z',
    ends_at: '2099-01-01T00:00:00Z',
    createdBy: word(),
    created_by: word(),
    comment: word(),
  })
  const body = (): string => {
    const one = random()
    if (one < 0.35) return JSON.stringify(list(alert))
    if (one < 0.5)
      return JSON.stringify({ version: '4', status: 'firing', receiver: word(), alerts: list(alert) })
    if (one < 0.7) return JSON.stringify(silence())
    if (one < 0.9) return JSON.stringify(value(6))
    if (one < 0.95) return pick(['[', '{"a":', '"', '{}']).repeat(pick([1, 1_000, 100_000]))
    return word()
  }
  return () => {
    const { path, method, parameters } = pick(routes)
    const query = new URLSearchParams()
    for (const { name, in: where } of parameters) {
      if (where !== 'query' || random() < 0.3) continue
      for (let i = pick([1, 1, 1, 3, 40]); i > 0; i--)
        query.append(name, random() < 0.6 ? matcher() : String(scalar()))
    }
    if (random() < 0.05) for (let i = 0; i < 300; i++) query.append(word().slice(0, 9), 'x')
    // A poll may wait; here nobody has the time.
    if (query.has('wait')) query.set('wait', pick(['0', '-1', 'x']))
    const filled = path.replace(/\{\w+\}/g, () => encodeURIComponent(word().toWellFormed().slice(0, 700)))
    const asked = random() < 0.85 ? method.toUpperCase() : pick(METHODS)
    const text = query.toString().slice(0, 14_000)
    const headers: Record<string, string> = {
      'content-type': pick([
        'application/json',
        'application/json',
        'application/json',
        'text/plain',
        `application/${'x'.repeat(2_000)}`,
      ]),
      'user-agent': pick(['Prometheus/3.0', 'x'.repeat(5_000), `agent-${random()}`]),
    }
    if (random() < 0.1) for (let i = 0; i < 80; i++) headers[`x-${i}`] = 'x'.repeat(100)
    return {
      method: asked,
      path: `${filled}${text === '' ? '' : `?${text}`}`,
      headers,
      body: asked === 'GET' || asked === 'HEAD' ? undefined : body(),
    }
  }
}
