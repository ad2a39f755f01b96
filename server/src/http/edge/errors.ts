import type { ApiError, ErrorCode, PathError } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Codes of our own API's errors by status. */
const OWN_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'invalid',
  429: 'too_many_requests',
  500: 'internal',
  503: 'unavailable',
}

/** How long a refused sender should wait, seconds. */
const RETRY_AFTER_S = 5

/** Why a request is refused. */
export interface Refused {
  readonly status: number
  readonly message: string
  /** Whose refusal it is, as Alertmanager tells them apart. */
  readonly from: 'framework' | 'handler'
  /** The framework's own number where it differs from the status. */
  readonly code?: number
  /** How a 401 wants to be asked instead; a token when absent. */
  readonly scheme?: string
}

/**
 * Answers an error in the shape of the route. Alertmanager has two: its framework (routing, parsing, validation)
 * answers `{code, message}` and its handlers a bare JSON text. Ours is `{error: {code, message}}`.
 */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: Refused): FastifyReply {
  const { status, message } = error
  if (status === 503 || status === 429) reply.header('retry-after', String(RETRY_AFTER_S))
  if (status === 401) reply.header('www-authenticate', error.scheme ?? 'Bearer')
  reply.code(status).type('application/json')
  if (request.routeOptions.config.errors !== 'alertmanager') {
    return reply.send(JSON.stringify(ownError(request, status, message)))
  }
  const body = error.from === 'handler' ? message : { code: error.code ?? status, message }
  return reply.send(JSON.stringify(body))
}

/** A path that is no route's might be asked by either kind of client, so that its answer has both shapes in one. */
export function sendPathError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: { readonly status: 400 | 404; readonly message: string },
): FastifyReply {
  const { status, message } = error
  const path = `path ${pathOf(request).slice(0, 200)} was not found`
  const body: PathError = {
    code: status,
    message: status === 404 ? path : message,
    ...ownError(request, status, message),
  }
  return reply.code(status).type('application/json').send(JSON.stringify(body))
}

export function pathOf(request: FastifyRequest): string {
  const query = request.url.indexOf('?')
  return query < 0 ? request.url : request.url.slice(0, query)
}

function ownError(request: FastifyRequest, status: number, message: string): ApiError {
  return errorOf(request, OWN_CODES[status] ?? 'error', message)
}

/** An error as our own API tells it, for whoever sends it by himself. */
export function errorOf<C extends ErrorCode>(
  { id }: FastifyRequest,
  code: C,
  message: string,
): { readonly error: ApiError['error'] & { readonly code: C } } {
  return { error: { code, message, request_id: id } }
}
