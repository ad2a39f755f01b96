/** A way in beside tokens: a provider whose people may come. */
export interface WayIn {
  /** Of the provider, for people. */
  readonly name: string
  /** Where a browser goes. */
  readonly url: string
}
