/** What a message is: something was committed; nothing, only that the way works; what a server says of itself. */
export type Kind = 'wake' | 'proof' | 'word'

/** One message between servers, as text. */
export interface Message {
  /** Id of the server that sent it. */
  readonly node: string
  readonly kind: Kind
  readonly text: string
}

/** Longer ones are none of ours. */
const LONGEST = 256_000
const WRITTEN = /^([\w-]{1,64}) (wake|proof|word)(?: ([\s\S]*))?$/

export function writeMessage({ node, kind, text }: Message): string {
  return text === '' ? `${node} ${kind}` : `${node} ${kind} ${text}`
}

/** Undefined for what none of our servers would send: whoever can reach the way can say anything on it. */
export function readMessage(written: string): Message | undefined {
  if (written.length > LONGEST) return undefined
  const [, node, kind, text = ''] = WRITTEN.exec(written) ?? []
  return node === undefined ? undefined : { node, kind: kind as Kind, text }
}
