/** A way in beside tokens: a provider whose people may come. */
export interface WayIn {
  /** Of the provider, for people. */
  readonly name: string
  /** Beside the other pages of signing in. */
  readonly path: string
  /** The whole address, for a page or an app. */
  readonly url: string
}
