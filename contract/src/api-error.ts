import Type, { type Static } from 'typebox'

/** Codes of our own API's errors. Programs may rely on them; later versions may add some. */
export const ERROR_CODES = [
  'invalid',
  'bad_request',
  'unauthorized',
  'forbidden',
  'origin',
  'misdirected',
  'not_found',
  'method_not_allowed',
  'timeout',
  'conflict',
  'used',
  'expired',
  'revoked',
  'needs_confirmation',
  'too_large',
  'unsupported_media_type',
  'upgrade_required',
  'pipelined',
  'too_many_requests',
  'too_many_attempts',
  'too_many_streams',
  'server_full',
  'draining',
  'slow',
  'read_failed',
  'internal',
  'unavailable',
  'error',
] as const
export const ErrorCode = Type.Enum(ERROR_CODES)
export type ErrorCode = Static<typeof ErrorCode>

const message = Type.String({ minLength: 1, description: 'What is wrong, where, and what to do about it.' })

/** An error of our own API, whatever the status. */
export const ApiError = Type.Object({
  error: Type.Object({
    code: ErrorCode,
    message,
    request_id: Type.Optional(
      Type.String({
        description: 'By what the request is found in the server’s log; also in the header `X-Request-Id`.',
      }),
    ),
  }),
})
export type ApiError = Readonly<Static<typeof ApiError>>

/**
 * Where it is not known whose client asks, of Alertmanager's API or of ours (a path that nothing is at, a request that
 * is not let in), both shapes are in one.
 */
export const PathError = Type.Object({
  ...ApiError.properties,
  code: Type.Integer({ description: 'The status, as Alertmanager’s framework tells it.' }),
  message,
})
export type PathError = Readonly<Static<typeof PathError>>
