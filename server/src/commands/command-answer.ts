/** What came of a command. `conflict`: the world has moved on; `not_found`; `invalid`: see message; `store`: not kept. */
export type CommandAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly reason: 'not_found' | 'conflict' | 'invalid' | 'store'
      readonly message: string
    }
