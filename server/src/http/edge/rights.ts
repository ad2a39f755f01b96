import type { FastifyReply, FastifyRequest } from 'fastify'
import { changeForbidden } from '../../access/principal.ts'
import { sendError } from './errors.ts'

/** Answers 403 and returns true when whoever asks may only look. */
export function forbidsChange(request: FastifyRequest, reply: FastifyReply): boolean {
  const message = changeForbidden(request.principal)
  if (message === undefined) return false
  sendError(request, reply, { status: 403, message, from: 'framework' })
  return true
}

/** Answers 403 and returns true when whoever asks does not run this server. */
export function forbidsOperating(request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.principal.role === 'admin') return false
  const message = `your role is ${request.principal.role}; this needs the role admin`
  sendError(request, reply, { status: 403, message, from: 'framework' })
  return true
}
