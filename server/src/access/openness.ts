/** By which ways people reach a server that does not ask who they are. */
export interface Openness {
  /** Does whoever comes have to say who they are? */
  readonly isSignedIn: boolean
  /** Was it said that everybody may come in all the same? */
  readonly isMeant: boolean
  /** Can other machines reach the address that it listens on? */
  readonly isExposed: boolean
  /** Are there proxies that bring others? */
  readonly hasProxies: boolean
}

const REMEDY =
  'Let people sign in (sign_in: tokens, and watchfloor-server token create), or say --insecure-open (insecure_open: true) if whoever gets here may'

/** Why a server must not start like this; undefined when it may. */
export function openProblem(address: string, openness: Openness): string | undefined {
  const { isSignedIn, isMeant, isExposed, hasProxies } = openness
  if (isSignedIn || isMeant || !(isExposed || hasProxies)) return undefined
  const way = isExposed
    ? `${address} can be reached by other machines`
    : 'trusted_proxies bring people of other machines'
  return `${way}, and nobody signs in: whoever reaches this server could see every alert and silence all of them. ${REMEDY}.`
}

/** What people should know of a server that is open on purpose; undefined when it is not. */
export function openWarning({ isSignedIn, isMeant, isExposed }: Openness): string | undefined {
  if (isSignedIn || !isMeant) return undefined
  // On loopback, whom a proxy brings is let in, whether it is named in the settings or not.
  const way = isExposed ? 'other machines reach it' : 'proxies may bring people of other machines'
  return `this server asks nobody who they are (insecure_open), and ${way}: whoever comes may see and change everything`
}

/** Headers by which a proxy tells whom it brings. */
const FORWARDING = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const

/** What a request says by which a proxy that nobody named in the settings gives itself away. */
export function broughtBy(headers: Readonly<Record<string, unknown>>): string | undefined {
  return FORWARDING.find((name) => headers[name] !== undefined)
}

/** Why such a request is refused by a server on loopback that asks nobody who they are. */
export function broughtRefusal(header: string): string {
  return `a proxy brought this request (${header}), and this server asks nobody who they are: it lets in only who is on this machine. ${REMEDY}; then name the proxy in trusted_proxies`
}
