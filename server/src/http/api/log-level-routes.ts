import { ApiError, LogLevelNow, LogLevelRequest, parser, parseTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { acting, noted } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(LogLevelRequest)

/** How much the server's own log says. */
export function logLevelRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/log-level', {
    GET: handler(
      {
        id: 'getLogLevel',
        chapter: 'Operating',
        right: 'administer',
        summary: 'How much does the server’s own log say?',
        answers: { 200: json(LogLevelNow, 'Now, and by its settings.') },
      },
      () => parts.logLevels.now(),
    ),
    PUT: handler(
      {
        id: 'setLogLevel',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Let the server’s own log say more, or less, without a restart',
        body: { schema: LogLevelRequest },
        answers: {
          200: json(LogLevelNow, 'What holds now.'),
          400: json(ApiError, 'There is no such level, or its time is over.'),
          503: json(ApiError, 'It could not be noted in the audit log; nothing was changed.'),
        },
      },
      (request, reply) => change(parts, request, reply),
    ),
  })
}

async function change(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<LogLevelNow | FastifyReply> {
  const { logLevels, logger, clock } = parts
  const asked = await readBodyAs(parts, request, reply, 'log level', parse)
  if (asked === undefined) return reply
  const until = asked.until === undefined ? undefined : parseTime(asked.until)
  if (asked.until !== undefined && (until === undefined || until <= clock.now()))
    return sendInvalid(request, reply, 'until is no RFC 3339 time that lies ahead')
  const { level: from } = logLevels.now()
  const { level, until: end } = asked
  const changed = await noted(
    acting(parts, request),
    'log.level',
    { from, level, until: end },
    async () => ({ ok: true, now: logLevels.set(level, until) }) as const,
    () => ({ result: 'ok' }),
  )
  if (!changed.ok) return sendRefused(request, reply, changed)
  const by = request.principal.name
  logger.warn({ from, to: level, until: end, by, request: request.id }, 'the level of this log was changed')
  return changed.now
}
