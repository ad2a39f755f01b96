/** A desk that would like to be let in: where it listens on its own computer, and what proves that it is the same one. */
export interface DeskAsk {
  readonly port: number
  /** What it wants to be told again. */
  readonly state: string
  /** SHA-256 of its verifier (RFC 7636, S256). */
  readonly challenge: string
}

const LEAST_PORT = 1024
const MOST_PORT = 65_535

/** Each is there once and has the form that it must have; undefined when one is not so. */
export function readDeskAsk(query: URLSearchParams): DeskAsk | undefined {
  const [port, state, challenge] = ['port', 'state', 'challenge'].map((name) => {
    const all = query.getAll(name)
    return all.length === 1 ? (all[0] ?? '') : ''
  })
  const number = /^\d{4,5}$/.test(port ?? '') ? Number(port) : 0
  if (number < LEAST_PORT || number > MOST_PORT) return undefined
  if (!/^[\w.~-]{8,200}$/.test(state ?? '') || !/^[\w-]{43}$/.test(challenge ?? '')) return undefined
  return { port: number, state: state ?? '', challenge: challenge ?? '' }
}

export function deskQuery({ port, state, challenge }: DeskAsk): string {
  return String(new URLSearchParams({ port: String(port), state, challenge }))
}

/** Where the desk listens: on the computer of the browser, and nowhere else. */
export function deskOrigin({ port }: DeskAsk): string {
  return `http://127.0.0.1:${port}`
}

/** Tells the desk what came of it. */
export function deskAnswer(ask: DeskAsk, answer: Readonly<Record<string, string>>): string {
  return `${deskOrigin(ask)}/signed-in?${new URLSearchParams({ ...answer, state: ask.state })}`
}
