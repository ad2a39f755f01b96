/**
 * A browser's session. The prefix makes browsers take it only from this very host, for all of its paths, over what they
 * call secure: https, and loopback.
 */
const NAME = '__Host-watchfloor'

/** `secret` is what the session is found by; it is out of reach of scripts and of other sites. */
export function sessionCookie(secret: string, seconds: number): string {
  return `${NAME}=${secret}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${seconds}`
}

export function noSessionCookie(): string {
  return sessionCookie('', 0)
}

/** The secret in a request's `Cookie` header; undefined when there is none, or more than one. */
export function sessionIn(cookies = ''): string | undefined {
  const found = cookies.split(';').flatMap((one) => {
    const [name, value] = one.trim().split('=')
    return name === NAME && value !== undefined && value !== '' ? [value] : []
  })
  return found.length === 1 ? found[0] : undefined
}
