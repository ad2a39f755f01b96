/** By which ways people reach a server, and what it asks of them. */
export interface Openness {
  /** Does whoever comes have to say who they are? */
  readonly isSignedIn: boolean
  /** Was it said that everybody may come in all the same? */
  readonly isMeant: boolean
  /** Does it speak TLS? */
  readonly hasTls: boolean
  /** Was it said that people may sign in over plain HTTP all the same? */
  readonly isPlainMeant: boolean
  /** Can other machines reach the address that it listens on? */
  readonly isExposed: boolean
  /** Are there proxies that bring others? */
  readonly hasProxies: boolean
}

const REMEDY =
  'Let people sign in (sign_in: tokens, and watchfloor-server token create), or say --insecure-open (insecure_open: true) if whoever gets here may'

/** Why a server must not start like this; undefined when it may. */
export function openProblem(address: string, openness: Openness): string | undefined {
  if (isReadable(openness) && !openness.isPlainMeant)
    return `${address} can be reached by other machines, over plain HTTP: whoever is on the way could read tokens and use them. Give the server a certificate (tls.certificate_file, tls.key_file), or put a proxy with TLS in front and name it (trusted_proxies), or say --insecure-http (insecure_http: true) if nobody is on the way.`
  const { isSignedIn, isMeant, isExposed, hasProxies } = openness
  if (isSignedIn || isMeant || !(isExposed || hasProxies)) return undefined
  const way = isExposed
    ? `${address} can be reached by other machines`
    : 'trusted_proxies bring people of other machines'
  return `${way}, and nobody signs in: whoever reaches this server could see every alert and silence all of them. ${REMEDY}.`
}

/** Can others on the way read what people sign in with? */
function isReadable({ isSignedIn, isExposed, hasTls, hasProxies }: Openness): boolean {
  return isSignedIn && isExposed && !hasTls && !hasProxies
}

/** What people should know of a server that speaks plain HTTP on purpose; undefined when it does not. */
export function plainWarning(openness: Openness): string | undefined {
  if (!isReadable(openness)) return undefined
  return 'people sign in to this server over plain HTTP (insecure_http): whoever is on the way can read their tokens, and use them'
}

/** What people should know of a server that is open on purpose; undefined when it is not. */
export function openWarning({ isSignedIn, isMeant, isExposed }: Openness): string | undefined {
  if (isSignedIn || !isMeant) return undefined
  // On loopback, whom a proxy brings is let in, whether it is named in the settings or not.
  const way = isExposed ? 'other machines reach it' : 'proxies may bring people of other machines'
  return `this server asks nobody who they are (insecure_open), and ${way}: whoever comes may see and change everything`
}

/** Headers by which a proxy tells whom it brings, or that there is one; beside those that begin with x-forwarded-. */
const FORWARDING: ReadonlySet<string> = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-envoy-external-address',
  'true-client-ip',
  'cf-connecting-ip',
])

/** What a request says by which a proxy that nobody named in the settings gives itself away. */
export function broughtBy(headers: Readonly<Record<string, unknown>>): string | undefined {
  for (const name in headers) if (FORWARDING.has(name) || name.startsWith('x-forwarded-')) return name
  return undefined
}

/** Why such a request is refused by a server on loopback that asks nobody who they are. */
export function broughtRefusal(header: string): string {
  return `a proxy brought this request (${header}), and this server asks nobody who they are: it lets in only who is on this machine. ${REMEDY}; then name the proxy in trusted_proxies`
}
