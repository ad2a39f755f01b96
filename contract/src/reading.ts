export type Operator = '=' | '!=' | '=~' | '!~'

/** What a matcher consists of, as it was read; not compiled yet. */
export interface Parts {
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

export type Reading =
  | { readonly ok: true; readonly parts: Parts }
  | { readonly ok: false; readonly error: string }

export const OPERATOR = /=~|!~|!=|=/

/** For messages: what people sent may be long. */
export function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
