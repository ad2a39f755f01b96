/** The others that write to the same store. */
export interface Others {
  /**
   * Looks for what they committed. Answers how it is laid into the state and told, in one step; undefined when there is
   * nothing. With `hold` nobody else commits until we did, or let go.
   */
  readonly look: (options: { readonly hold: boolean }) => Promise<(() => void) | undefined>
  readonly letGo: () => Promise<void>
  /** Nothing could be learnt of them. */
  readonly onLost: (error: Error) => void
  /** What was staged is judged again. */
  readonly onOvertaken: () => void
}
