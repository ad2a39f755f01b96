import type { Admission, Door } from '../../access/authorize.ts'
import { actorOf, nobodyAt } from '../../audit/actor.ts'
import type { Asked } from '../door/asked.ts'
import type { Exchange, Shortcut } from '../door/shortcut.ts'
import { auditSent } from '../edge/audited.ts'
import { isJson } from '../edge/body.ts'
import type { BodyPlace } from '../edge/body-room.ts'
import { handOff } from '../edge/handoff.ts'
import type { Asking } from '../edge/ingest.ts'
import { PIECE, parseShortJson } from '../edge/json-in-steps.ts'
import type { AppParts } from '../edge/parts.ts'
import { type Taking, takeAlerts } from '../edge/take-alerts.ts'

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
  return (asked) => {
    if (!parts.front.letsIn(asked) || !isEveryday(asked)) return undefined
    const beginOfAnswer = answerTo(parts, asked)
    return (body, exchange) => new FastRequest(parts, asked, exchange).take(body, beginOfAnswer)
  }
}

/** One request on the fast path, until it is answered or left to the framework. */
class FastRequest {
  readonly #parts: AppParts
  readonly #asked: Asked
  readonly #exchange: Exchange
  readonly #door: Door
  /** Of its body, once it has one. */
  #place: BodyPlace | undefined
  /** What came of its alerts, once they are being taken. */
  #asking: Asking | undefined

  constructor(parts: AppParts, asked: Asked, exchange: Exchange) {
    this.#parts = parts
    this.#asked = asked
    this.#exchange = exchange
    // Its own: what a request is called is kept in it.
    this.#door = parts.doorOf({ ...asked })
  }

  take(body: Buffer, beginOfAnswer: string): void {
    const admission = this.#parts.authorize(this.#door, 'ingest')
    if (admission instanceof Promise) void admission.then((known) => this.#enter(known, body, beginOfAnswer))
    else this.#enter(admission, body, beginOfAnswer)
  }

  #enter(admission: Admission, body: Buffer, beginOfAnswer: string): void {
    const { settings, bodies } = this.#parts
    const { address, request } = this.#door
    if (!admission.ok) return this.#leave(admission, admission.status)
    const value = body.length <= Math.min(PIECE, settings.limits.body_bytes) ? jsonOf(body) : undefined
    if (value === undefined) return this.#leave(admission, 400)
    let isRefused = false
    this.#place = bodies.enter(address, () => {
      isRefused = true
    })
    this.#place.takes(body.length)
    if (isRefused) return this.#leave(admission, 503)
    this.#place.whole()
    const { principal } = admission
    const { headers } = this.#asked
    const asking: Asking = { id: request, headers, principal, address, followed: undefined, came: undefined }
    this.#asking = asking
    const refused = takeAlerts(this.#parts, asking, value)
    const refuse = (status: number): void => this.#leave(admission, status, { asking, refused })
    refused.then(
      (reason) => (reason === undefined ? this.#answer(admission, beginOfAnswer) : refuse(reason.status)),
      () => refuse(500),
    )
  }

  #answer(admission: Admission, beginOfAnswer: string): void {
    this.#exchange.answer(`${beginOfAnswer}x-request-id: ${this.#door.request}\r\n`)
    this.#place?.leave()
    this.#count(admission, 200)
  }

  #leave(admission: Admission, status: number, taking?: Taking): void {
    this.#place?.leave()
    handOff(this.#asked.socket, { request: this.#door.request, admission, taking })
    // The framework does not hear of whoever hung up.
    if (!this.#exchange.leave()) this.#count(admission, status)
  }

  #count({ principal: who }: Admission, status: number): void {
    const { metrics, core } = this.#parts
    const { address, request } = this.#door
    metrics.http.answered(METHOD, PATH, status)
    if (status >= 400) metrics.http.ingestRefused(status)
    const actor = who === undefined ? nobodyAt(address, request) : actorOf(who, address, request)
    auditSent(core, actor, status, this.#asking?.came, `${METHOD} ${PATH}`)
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
