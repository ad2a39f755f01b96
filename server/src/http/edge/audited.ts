import type { AuditResult } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../../access/principal.ts'
import { type Actor, actorOf, isBreakGlass, nobodyAt } from '../../audit/actor.ts'
import { traceOf } from '../door/request-id.ts'
import type { AppParts } from './parts.ts'

/** What each operation that changes something is called in the audit log. One that is not here changes nothing. */
export const ACTS: Readonly<Record<string, string>> = {
  acknowledgeAlert: 'alert.acknowledge',
  unacknowledgeAlert: 'alert.unacknowledge',
  resolveAlert: 'alert.resolve',
  acknowledgeAlerts: 'alert.acknowledge',
  unacknowledgeAlerts: 'alert.unacknowledge',
  resolveAlerts: 'alert.resolve',
  handOverAlert: 'alert.hand_over',
  endOffer: 'alert.end_offer',
  noteAlert: 'alert.note',
  takeBackNote: 'alert.take_back_note',
  postSilences: 'silence.save',
  saveSilence: 'silence.save',
  deleteSilence: 'silence.expire',
  endSilences: 'silence.expire',
  confirmSilence: 'silence.confirm',
  refuseSilence: 'silence.refuse',
  revokeIssued: 'token.revoke',
  mapSeverity: 'severity.map',
  purge: 'purge',
  createCredential: 'token.create',
  revokeCredential: 'token.revoke',
  signIn: 'session.open',
  signOut: 'session.end',
  endSession: 'session.end',
  openDeskSession: 'session.open',
  refreshSession: 'session.renew',
  makeJoinLink: 'join-link.make',
  revokeJoinLink: 'join-link.revoke',
  join: 'join-link.use',
  reload: 'config.reload',
  setLogLevel: 'log.level',
  closeConnection: 'connection.close',
  getAudit: 'audit.export',
  verifyAudit: 'audit.verify',
}

/** Who asks, for the audit log. */
export function actorIn(request: FastifyRequest): Actor {
  const actor = actorOf(request.principal, request.address, request.id)
  const trace = traceOf(request.raw)
  return trace === undefined ? actor : { ...actor, trace }
}

/** What is done with the server as a whole. */
export type OnServer = ReturnType<AppParts['core']['by']>

/** Does something with the server as a whole in the name of whoever asks: the audit log has an entry of it. */
export function acting({ core }: Pick<AppParts, 'core'>, request: FastifyRequest): OnServer {
  return core.by(actorIn(request))
}

/** Says why a request is being refused, where its status does not tell: `needs_confirmation`, `needs_second`. */
export function refusedAs(request: FastifyRequest, result: AuditResult): void {
  request.refusal = result
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who was recognised, also when they may not. */
    recognised: Principal | undefined
    refusal: AuditResult | undefined
    /** Alerts that came in it. */
    came: { readonly accepted: number; readonly rejected: number } | undefined
  }
}

const RESULTS: Readonly<Record<number, AuditResult>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'too_many',
  500: 'failed',
  503: 'unavailable',
}

/**
 * Tells the audit log of what was not done: every refusal of a right, every act that was refused for whatever reason,
 * and of somebody who sees a part what is nowhere for them. It is counted, and written by the minute; what was done has
 * its entry by then. What came by the control socket and changed nothing is told likewise.
 */
export function auditDoors(app: FastifyInstance, { core }: Pick<AppParts, 'core'>): void {
  app.decorateRequest('recognised')
  app.decorateRequest('refusal')
  app.decorateRequest('came')
  const note = (request: FastifyRequest, reply: FastifyReply): void => {
    const { operation, url = '' } = request.config
    if (operation === undefined) return
    const { statusCode: status } = reply
    const isRight = status === 401 || status === 403
    const who =
      request.recognised === undefined
        ? nobodyAt(request.address, request.id)
        : actorOf(request.recognised, request.address, request.id)
    if (operation.right === 'ingest')
      return auditSent(core, who, status, request.came, `${request.method} ${url}`)
    const act = ACTS[operation.id]
    const isScoped = request.recognised?.scope !== undefined
    const isRefused = isRight || (status >= 400 && (act !== undefined || (status === 404 && isScoped)))
    const isLook = act === undefined && isBreakGlass(who)
    if (!isRefused && !isLook) return
    core.audit.refused({
      who,
      what: act ?? 'read',
      result: isRefused ? (request.refusal ?? RESULTS[status] ?? 'invalid') : 'ok',
      route: `${request.method} ${url}`,
      on: targetOf(request),
    })
  }
  // Not when it is answered: who hangs up before that would leave no trace of what they sent or tried.
  app.addHook('onSend', (request, reply, _payload, done) => {
    note(request, reply)
    done()
  })
}

/** Tells the audit log that alerts were sent: what came of them, or that whoever sent them may not. */
export function auditSent(
  { audit }: Pick<AppParts['core'], 'audit'>,
  who: Actor,
  status: number,
  came: FastifyRequest['came'],
  route: string,
): void {
  if (status !== 401 && status !== 403) return audit.ingested(who, came)
  audit.refused({ who, what: 'ingest', result: RESULTS[status] ?? 'invalid', route })
}

function targetOf({ params }: FastifyRequest): { readonly alerts?: string; readonly silences?: string } {
  const { fingerprint, silenceID } = (params ?? {}) as Readonly<Record<string, string | undefined>>
  return {
    ...(fingerprint === undefined ? {} : { alerts: fingerprint }),
    ...(silenceID === undefined ? {} : { silences: silenceID }),
  }
}

/**
 * Does something that no transaction of the store holds: there is an entry before it is done, without which it is not,
 * and another of what came of it.
 */
export async function noted<T>(
  act: OnServer,
  what: string,
  detail: unknown,
  work: () => Promise<T>,
  outcome: (value: T) => { readonly result: AuditResult; readonly reason?: string },
): Promise<T | { readonly ok: false; readonly reason: 'unavailable'; readonly message: string }> {
  const begun = await act.note({ what, result: 'begun', detail })
  if (!begun.ok) return { ok: false, reason: 'unavailable', message: begun.message }
  const value = await work()
  await act.note({ what, detail, ...outcome(value) })
  return value
}
