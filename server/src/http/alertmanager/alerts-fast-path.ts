import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Admission, Door } from '../../access/authorize.ts'
import { actorOf } from '../../audit/actor.ts'
import { isJson } from '../edge/body.ts'
import type { BodyPlace } from '../edge/body-room.ts'
import { type Handoff, handOff } from '../edge/handoff.ts'
import type { Asking } from '../edge/ingest.ts'
import { PIECE, parseShortJson } from '../edge/json-in-steps.ts'
import type { AppParts } from '../edge/parts.ts'
import { readBytes } from '../edge/read-bytes.ts'
import { takeAlerts } from '../edge/take-alerts.ts'

const METHOD = 'POST'
const PATH = '/api/v2/alerts'

/**
 * Takes the everyday `POST /api/v2/alerts` without the framework, which costs nearly as much as judging an alert: short
 * JSON of a known length. Only the 200 is answered here. Whatever is unusual, wrong or refused goes on to the framework,
 * with what is known of it by then, so that every other answer has one place; where requests are followed, it has all
 * of them.
 */
export function alertsFastPath(parts: AppParts, framework: RequestListener): RequestListener {
  if (parts.tracing !== undefined) return framework
  const { front, core } = parts
  const { http: metrics } = parts.metrics
  const most = Math.min(PIECE, parts.settings.limits.body_bytes)
  const take = (
    request: IncomingMessage,
    response: ServerResponse,
    door: Door,
    admission: Admission,
  ): void => {
    let place: BodyPlace | undefined
    const leave = (found: Omit<Handoff, 'admission'>): void => {
      place?.leave()
      handOff(request, { admission, ...found })
      framework(request, response)
    }
    if (!admission.ok) return leave({})
    const { principal } = admission
    const { address, request: id } = door
    const { headers } = request
    const asking: Asking = { id, headers, principal, address, followed: undefined, came: undefined }
    const answer = (): void => {
      const headers = front.bareHeaders(request)
      headers['cache-control'] = 'no-store'
      headers['content-length'] = '0'
      response.writeHead(200, headers).end()
      place?.leave()
      metrics.answered(METHOD, PATH, 200)
      core.audit.ingested(actorOf(principal, address, id), asking.came)
    }
    const enter = (...[refuse]: Parameters<Parameters<typeof readBytes>[2]>): BodyPlace => {
      place = parts.bodies.enter(address, refuse)
      return place
    }
    readBytes(request, most, enter, (...body) => {
      const value = jsonOf(body[1])
      if (value === undefined) return leave({ body })
      const refused = takeAlerts(parts, asking, value)
      const refuse = (): void => leave({ body, taking: { asking, refused } })
      refused.then((reason) => (reason === undefined ? answer() : refuse()), refuse)
    })
  }
  return (request, response) => {
    const door = isEveryday(request, most) ? parts.doorOf(request) : undefined
    if (door === undefined || door.isControl) return framework(request, response)
    const admission = parts.authorize(door, 'ingest')
    if (admission instanceof Promise) void admission.then((found) => take(request, response, door, found))
    else take(request, response, door, admission)
  }
}

/** JSON of a known, short length that is packed in no way. */
function isEveryday({ method, url, headers }: IncomingMessage, most: number): boolean {
  if (url !== PATH || method !== METHOD || headers['content-encoding'] !== undefined) return false
  return Number(headers['content-length']) <= most && isJson(headers['content-type'] ?? '')
}

/** Undefined where it is none: why, the framework finds out. */
function jsonOf(body: Buffer | undefined): unknown {
  try {
    return body === undefined || body.length === 0 ? undefined : parseShortJson(body)
  } catch {
    return undefined
  }
}
