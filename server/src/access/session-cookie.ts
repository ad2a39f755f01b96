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

/**
 * A browser's sign-in while its person is at the provider. It comes back by a link of another site, with which a
 * strict cookie would not go along; nothing is done with it but to tell browsers apart.
 */
const HALF_DONE = '__Host-watchfloor-sign-in'

export function halfDoneCookie(secret: string, seconds: number): string {
  return `${HALF_DONE}=${secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`
}

/** One of ours, and only one. */
export function halfDoneIn(cookies = ''): string | undefined {
  const secret = only(HALF_DONE, cookies)
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined
}

/** The secret in a request's `Cookie` header; undefined when there is none, or more than one. */
export function sessionIn(cookies = ''): string | undefined {
  return only(NAME, cookies)
}

function only(wanted: string, cookies: string): string | undefined {
  const found = cookies.split(';').flatMap((one) => {
    const [name, value] = one.trim().split('=')
    return name === wanted && value !== undefined && value !== '' ? [value] : []
  })
  return found.length === 1 ? found[0] : undefined
}
