import { remembered } from '../ground/remembered.ts'

/** What a source is called by. */
export interface SourceNaming {
  /** Principal's name, else remote address. */
  readonly sender: string
  /** The subject of its credential. */
  readonly owner: string | undefined
  /** Of its links, `scheme://host:port`; undefined when they say none. */
  readonly origin: string | undefined
  /** Each replica has a row of its own, so that the one that fell silent is seen. */
  readonly replica: string | undefined
}

/**
 * Names of a source's health row under one product, the best first. Of a credential's source it says the credential,
 * because anybody may write any link; the last is what it is called where nobody signs in.
 */
export function sourceNames(
  product: string,
  { sender, owner, origin, replica }: SourceNaming,
): readonly string[] {
  const host = origin === undefined ? undefined : hostOf(origin)
  const plain = `${product} ${host ?? sender}`
  const names =
    owner === undefined
      ? [plain]
      : host === undefined
        ? [plain, `${plain} (${owner})`]
        : [`${plain} (${sender})`, `${plain} (${sender}, ${owner})`, plain]
  return replica === undefined ? names : names.map((name) => `${name} (${replica})`)
}

/** Senders are few, and each sends again and again. */
const hostOf = remembered((origin) => new URL(origin).host)

/** Names of the row that further sources of one sender share. */
export function othersNames(
  product: string,
  { sender, owner }: { readonly sender: string; readonly owner?: string | undefined },
): readonly string[] {
  const names = owner === undefined ? [sender] : [sender, `${sender} (${owner})`]
  return names.map((name) => `${product} ${name} and others`)
}

/** The row of those of all senders. */
export function othersOfAll(product: string): string {
  return `${product} and others`
}
