import type { Admission } from '../../access/authorize.ts'
import { actorOf, nobodyAt } from '../../audit/actor.ts'
import type { Asked } from '../door/asked.ts'
import type { Exchange, Shortcut } from '../door/shortcut.ts'
import { auditSent } from '../edge/audited.ts'
import { isJson } from '../edge/body.ts'
import type { BodyPlace } from '../edge/body-room.ts'
import { type Handoff, handOff } from '../edge/handoff.ts'
import type { Asking } from '../edge/ingest.ts'
import { PIECE, parseShortJson } from '../edge/json-in-steps.ts'
import type { AppParts } from '../edge/parts.ts'
import { takeAlerts } from '../edge/take-alerts.ts'

const METHOD = 'POST'
const PATH = '/api/v2/alerts'

/**
 * Takes the everyday `POST /api/v2/alerts` without Node's HTTP and without the framework, which together cost more than
 * judging an alert does: short JSON that came whole. Only the 200 is answered here. Whatever is unusual, wrong or refused
 * goes on to the framework, with what is known of it by then, so that every other answer has one place; where requests
 * are followed, it has all of them.
 */
export function alertsFastPath(parts: AppParts): Shortcut | undefined {
  if (parts.tracing !== undefined) return undefined
  const { front, core } = parts
  const { http: metrics } = parts.metrics
  const most = Math.min(PIECE, parts.settings.limits.body_bytes)

  const take = (asked: Asked, beginOfAnswer: string, body: Buffer, exchange: Exchange): void => {
    // Its own: what a request is called is kept in it.
    const door = parts.doorOf({ ...asked })
    const { address, request } = door
    const enter = (admission: Admission): void => {
      let place: BodyPlace | undefined
      const count = (status: number, came: Asking['came']): void => {
        metrics.answered(METHOD, PATH, status)
        if (status >= 400) metrics.ingestRefused(status)
        const who = admission.principal
        const actor = who === undefined ? nobodyAt(address, request) : actorOf(who, address, request)
        auditSent(core, actor, status, came, `${METHOD} ${PATH}`)
      }
      const leave = (status: number, found: Pick<Handoff, 'taking'> = {}): void => {
        place?.leave()
        handOff(asked.socket, { request, admission, ...found })
        // The framework does not hear of whoever hung up.
        if (!exchange.leave()) count(status, found.taking?.asking.came)
      }
      if (!admission.ok) return leave(admission.status)
      const value = body.length <= most ? jsonOf(body) : undefined
      if (value === undefined) return leave(400)
      const { principal } = admission
      let isRefused = false
      place = parts.bodies.enter(address, () => {
        isRefused = true
      })
      place.takes(body.length)
      if (isRefused) return leave(503)
      place.whole()
      const { headers } = asked
      const asking: Asking = {
        id: request,
        headers,
        principal,
        address,
        followed: undefined,
        came: undefined,
      }
      const answer = (): void => {
        exchange.answer(`${beginOfAnswer}x-request-id: ${request}\r\n`)
        place?.leave()
        count(200, asking.came)
      }
      const refused = takeAlerts(parts, asking, value)
      const refuse = (status: number): void => leave(status, { taking: { asking, refused } })
      refused.then(
        (reason) => (reason === undefined ? answer() : refuse(reason.status)),
        () => refuse(500),
      )
    }
    const admission = parts.authorize(door, 'ingest')
    if (admission instanceof Promise) void admission.then(enter)
    else enter(admission)
  }

  return (asked) => {
    if (!front.letsIn(asked) || !isEveryday(asked)) return undefined
    const beginOfAnswer = answerTo(parts, asked)
    return (body, exchange) => take(asked, beginOfAnswer, body, exchange)
  }
}

/** JSON that is packed in no way. */
function isEveryday({ method, url, headers }: Asked): boolean {
  if (url !== PATH || method !== METHOD || headers['content-encoding'] !== undefined) return false
  return isJson(headers['content-type'] ?? '')
}

/** What all good answers to such requests begin with. */
function answerTo({ front }: Pick<AppParts, 'front'>, asked: Asked): string {
  const { 'x-request-id': _, ...headers } = front.bareHeaders({ ...asked })
  const fields = { ...headers, 'cache-control': 'no-store', 'content-length': '0' }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 200 OK\r\n${lines.join('')}`
}

/** Undefined where it is none: why, the framework finds out. */
function jsonOf(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : parseShortJson(body)
  } catch {
    return undefined
  }
}
