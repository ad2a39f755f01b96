import { ApiError, parser, SeverityMapping, SeverityNames } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { sendRefused } from '../edge/answers.ts'
import { acting } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(SeverityMapping)

/** What names of severities mean, for the whole team. */
export function severityRoutes(app: FastifyInstance, parts: AppParts): void {
  const now = (): SeverityNames => ({ mapped: parts.core.severities() })
  resource(app, '/api/v2/severities', {
    GET: handler(
      {
        id: 'getSeverities',
        chapter: 'Operating',
        right: 'observe',
        summary: 'Names of severities that were mapped here, beside the configuration',
        answers: { 200: json(SeverityNames, 'By name.') },
      },
      now,
    ),
    PUT: handler(
      {
        id: 'mapSeverity',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Map a name of a severity to a level, or take that back',
        description:
          'It holds at once, for everybody, and after a restart; each alert that goes on and whose level it changes is told as `alert_updated`, with its level of before in `was`. What the configuration or the built-in names say holds, and is not changed here.',
        body: { schema: SeverityMapping },
        answers: {
          200: json(SeverityNames, 'All that are mapped here now.'),
          400: json(ApiError, 'It is no name, or there are too many.'),
          404: json(ApiError, 'There is nothing to take back.'),
          409: json(ApiError, 'The configuration maps it, or it is a built-in name.'),
          503: json(ApiError, 'It could not be kept.'),
        },
      },
      async (request: FastifyRequest, reply: FastifyReply): Promise<SeverityNames | FastifyReply> => {
        const asked = await readBodyAs(parts, request, reply, 'mapping', parse)
        if (asked === undefined) return reply
        const { value, level, name } = asked
        const by = nameOf(request.principal, name)
        const answer = await acting(parts, request).mapSeverity({ value, level, by })
        return answer.ok ? now() : sendRefused(request, reply, answer)
      },
    ),
  })
}
