/** Who did something, and why, where the thing itself does not tell. */
export interface Provenance {
  readonly by?: string
  readonly reason?: string
}
