import type { AuditResult } from '@watchfloor/contract'
import type { FastifyRequest } from 'fastify'
import { nobodyAt } from '../../audit/actor.ts'
import type { AppParts } from '../edge/parts.ts'

/** Tells the audit log of somebody whom a page of signing in has not let in. Pages have no operation that would. */
export function noteRefusedSignIn(
  { core }: Pick<AppParts, 'core'>,
  request: FastifyRequest,
  result: AuditResult,
  what: 'session.open' | 'session.end' = 'session.open',
): void {
  const route = `${request.method} ${request.routeOptions.url ?? ''}`
  core.audit.refused({ who: nobodyAt(request.address, request.id), what, result, route })
}
