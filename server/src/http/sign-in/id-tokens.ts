/** So many are kept, and none that is longer: they stay in memory, and nothing but a sign-out needs them. */
const MOST = 2_000
const MOST_CHARACTERS = 8_192

/**
 * By which a provider knows again whom it is asked to sign out: the ID token of each session. Never written down, told
 * only to the provider itself, by the browser of its person, and gone after a restart; then the provider asks them.
 */
export interface IdTokens {
  readonly keep: (session: string, idToken: string) => void
  readonly take: (session: string) => string | undefined
}

export function createIdTokens(): IdTokens {
  const kept = new Map<string, string>()
  return {
    keep: (session, idToken) => {
      if (idToken.length > MOST_CHARACTERS) return
      kept.set(session, idToken)
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
    },
    take: (session) => {
      const found = kept.get(session)
      kept.delete(session)
      return found
    },
  }
}
