import type { OutgoingHttpHeaders } from 'node:http'
import { broughtBy, broughtRefusal } from '../../access/openness.ts'
import { remembered } from '../../ground/remembered.ts'
import { clipped } from '../../health/clipped.ts'
import type { Denial } from '../../stream/admission/denial.ts'
import type { Asked } from './asked.ts'
import { forwarded, hasTls } from './forwarded.ts'
import { nameOf, ownHosts } from './host-names.ts'
import { isVisit, makerOf } from './pages.ts'
import { placesUnder } from './places.ts'
import { BARE_HEADERS, pageHeaders } from './security-headers.ts'
import type { Redirect } from './turned-away.ts'

export interface FrontDoorParts {
  readonly settings: {
    readonly external_url: string
    readonly hosts: readonly string[]
    readonly allowed_origins: readonly string[]
    readonly trusted_proxies: readonly string[]
  }
  /** What every path begins with, without a slash at its end; empty at the root. */
  readonly prefix: string
  /** Is whoever is on this machine let in unasked, and nobody else? */
  readonly isForThisMachine: boolean
  /** By what a request is found again. */
  readonly requestIdOf: (request: Asked) => string
  /** This machine's name. */
  readonly machine: string
  /** What browsers are told under TLS (`Strict-Transport-Security`); undefined tells them nothing. */
  readonly hsts?: string | undefined
  /** Somebody asked under a name that is not ours. */
  readonly onStrangeName: (name: string, request: Asked, address: string) => void
  readonly onRefused: (reason: DoorReason) => void
}

/** Why the front door refuses; a closed set, so that it can be a label. */
export const DOOR_REASONS = ['host', 'page', 'malformed', 'forwarded', 'tls'] as const
export type DoorReason = (typeof DOOR_REASONS)[number]

/**
 * What every request passes before anything reads it, on whatever transport: the server it asks for must be this one,
 * and the page that made it, if one did, must be one that may.
 */
export interface FrontDoor {
  /**
   * What is wrong with a request, or where it should go instead; undefined lets it in. Its address is a path below the
   * prefix from then on.
   */
  readonly judge: (request: Asked) => Denial | Redirect | undefined
  /** Would it let a request in? Nobody is told when not; one that is let in has its address set, as when it is judged. */
  readonly letsIn: (request: Asked) => boolean
  /** The path below the prefix to which a request leads that is not judged yet; undefined where it leads elsewhere. */
  readonly pathOf: (request: Asked) => string | undefined
  readonly addressOf: (request: Asked) => string
  /** By what it is found again in logs, answers and the audit log; every answer has it. */
  readonly requestIdOf: (request: Asked) => string
  /** Where people reach this server, as far as is set, or as this request reached it; and what it is called. */
  readonly selfFor: (request: Asked) => { readonly address: string; readonly name: string }
  /** Headers of an answer that may be a page. */
  readonly pageHeaders: (request: Asked) => OutgoingHttpHeaders
  /** Headers of an answer that is none: data, a stream, a refusal. */
  readonly bareHeaders: (request: Asked) => OutgoingHttpHeaders
}

export function createFrontDoor({
  settings,
  prefix,
  isForThisMachine,
  requestIdOf,
  machine,
  hsts,
  onStrangeName,
  onRefused,
}: FrontDoorParts): FrontDoor {
  const externalUrl = settings.external_url
  const see = forwarded(settings.trusted_proxies)
  const isOwnHost = remembered(ownHosts({ machine, externalUrl, hosts: settings.hosts }))
  const headersOfPage = remembered(pageHeaders)
  const placeOf = placesUnder(prefix)
  const maker = makerOf({ allowedOrigins: settings.allowed_origins, externalUrl })

  /** What browsers want to know before a page of another origin may read the answer. */
  const sharing = (request: Asked): OutgoingHttpHeaders | undefined => {
    const { origin } = request.headers
    if (origin === undefined) return undefined
    const by = maker(request, see(request))
    if (by !== 'own' && by !== 'listed') return { vary: 'Origin' }
    return {
      vary: 'Origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'ETag, Retry-After, X-Request-Id',
    }
  }

  const https = ({ socket }: Asked): OutgoingHttpHeaders | undefined =>
    hsts !== undefined && hasTls(socket) ? { 'strict-transport-security': hsts } : undefined

  /** What stands in the way of a request. */
  const obstacleTo = (request: Asked): Obstacle | undefined => {
    const malformed = flawOf(request)
    if (malformed !== undefined) return denied('malformed', 400, 'invalid', malformed)
    const target = targetOf(request.url ?? '')
    if (target === undefined) {
      const message = 'the address in the request line is neither a path nor an http URL'
      return denied('malformed', 400, 'invalid', message)
    }
    const { method = 'GET' } = request
    const place = placeOf(method, target.path)
    request.url = place.at === 'here' ? place.path : target.path
    const seen = see(request)
    const asked = target.host === undefined ? seen.named : [...seen.named, target.host]
    const strange = asked.find((host) => !isOwnHost(host))
    if (strange !== undefined) {
      const denial = denied('host', 421, 'misdirected', strangeHost(strange))
      return { ...denial, strange: nameOf(strange) }
    }
    const proxied = isForThisMachine ? broughtBy(request.headers) : undefined
    if (proxied !== undefined) return denied('forwarded', 403, 'forbidden', broughtRefusal(proxied))
    if (maker(request, seen) === 'foreign' && !isVisit(request))
      return denied('page', 403, 'origin', foreignPage(request))
    switch (place.at) {
      case 'here':
        return undefined
      case 'elsewhere':
        return { answer: { status: place.status, location: place.location } }
      case 'nowhere': {
        const what = `${method} ${clipped(target.path.split('?')[0] ?? '')}`
        return { answer: nothingAt(what, prefix, place.allow) }
      }
      default:
        return place satisfies never
    }
  }

  return {
    judge: (request) => {
      const obstacle = obstacleTo(request)
      if (obstacle === undefined) return undefined
      const { answer, reason, strange } = obstacle
      if (strange !== undefined) onStrangeName(strange, request, see(request).address)
      if (reason !== undefined) onRefused(reason)
      return answer
    },
    letsIn: (request) => obstacleTo(request) === undefined,
    pathOf: ({ method = 'GET', url = '' }) => {
      const target = targetOf(url)
      const place = target && placeOf(method, target.path)
      return place?.at === 'here' ? place.path : undefined
    },
    addressOf: (request) => see(request).address,
    requestIdOf,
    selfFor: (request) => {
      if (externalUrl !== '')
        return { address: externalUrl.replace(/\/+$/, ''), name: new URL(externalUrl).hostname }
      const { scheme, host = machine } = see(request)
      return { address: `${scheme}://${host}${prefix}`, name: machine }
    },
    pageHeaders: (request) => ({
      ...headersOfPage(see(request).host ?? ''),
      'x-request-id': requestIdOf(request),
      ...https(request),
      ...sharing(request),
    }),
    bareHeaders: (request) => ({
      ...BARE_HEADERS,
      'x-request-id': requestIdOf(request),
      ...https(request),
      ...sharing(request),
    }),
  }
}

/** Why a request is not let in, and how it is answered. */
interface Obstacle {
  readonly answer: Denial | Redirect
  /** Absent where it is nothing to be counted. */
  readonly reason?: DoorReason
  /** The name under which it asked, which is not ours. */
  readonly strange?: string
}

function denied(reason: DoorReason, status: number, code: Denial['code'], message: string): Obstacle {
  return { answer: { status, code, message }, reason }
}

function nothingAt(what: string, prefix: string, allow?: string): Denial {
  const hint = prefix === '' ? '' : `; the paths of this server begin with ${prefix} (web.route_prefix)`
  const message = `there is nothing at ${what}${hint}`
  return allow === undefined
    ? { status: 404, code: 'not_found', message }
    : { status: 405, code: 'method_not_allowed', message, allow }
}

/** What makes it unclear which server a request is for: proxies and servers read such ones differently. */
function flawOf({ rawHeaders, httpVersion }: Asked): string | undefined {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1) return `the request has ${hosts} Host headers; it must have one`
  if (hosts === 0 && httpVersion !== '1.0') return 'the request has no Host header'
  return undefined
}

/** The path of a request line, and the host that a whole URL there names (RFC 9112, 3.2.2). */
function targetOf(url: string): { readonly path: string; readonly host?: string } | undefined {
  // No request has a fragment (RFC 9110, 7.1); some read it as the end of the path, some as a part of it.
  if (url.includes('#')) return undefined
  if (url.startsWith('/') || url === '*') return { path: url }
  const [, host, path] = /^https?:\/\/([^/?]*)(.*)/i.exec(url) ?? []
  if (host === undefined || path === undefined) return undefined
  return { path: path.startsWith('/') ? path : `/${path}`, host }
}

/**
 * 421 and not 403: the request may be right, and whoever made it may be allowed to, but it is for another server as
 * far as this one knows (RFC 9110, 15.5.20).
 */
function strangeHost(host: string): string {
  const name = nameOf(host)
  const quoted = JSON.stringify(clipped(host))
  const remedy = /^[\w.-]+$/.test(name)
    ? `add ${clipped(name)} to the setting hosts (WATCHFLOOR_HOSTS), or set external_url, if this server is reached under it`
    : 'send a name or an address there'
  return `this server does not answer to Host ${quoted}: ${remedy}`
}

function foreignPage({ headers, method, url = '' }: Asked): string {
  const { origin, referer } = headers
  const by = origin ?? referer
  const page = by === undefined ? 'another web page' : `a page of ${JSON.stringify(clipped(by))}`
  const what = `${method} ${clipped(url.split('?')[0] ?? '')} by ${page} is refused`
  const remedy =
    origin === undefined
      ? 'only pages in the setting allowed_origins may, and they must send Origin'
      : 'add its origin to the setting allowed_origins if it may; if it is this server’s own page behind a proxy, name that proxy in trusted_proxies and let it send X-Forwarded-Proto and X-Forwarded-Host, or set external_url'
  return `${what}: ${remedy}`
}
