/**
 * What came of a command. The reasons are codes of our API's errors, by whichever door it came: `conflict`: the world
 * has moved on; `invalid`: see message; `unauthorized`: what was shown is not good any more; `forbidden`: not by whoever
 * asks; `unavailable`: nothing was kept, or nothing can be said, for now.
 */
export type CommandAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly reason: 'not_found' | 'conflict' | 'invalid' | 'unauthorized' | 'forbidden' | 'unavailable'
      readonly message: string
    }
