import {
  ApiError,
  BulkAnswer,
  BulkRequest,
  type Matcher,
  matcherFromData,
  type Parsed,
  PreviewRequest,
  parser,
  SilencePreview,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { previewSilence } from './preview-silence.ts'

const parsePreview = parser(PreviewRequest)
const parseBulk = parser(BulkRequest)

/** What people need of silences beyond Alertmanager's API: seeing what one would hide, and ending many at once. */
export function ownSilenceRoutes(app: FastifyInstance, { core }: AppParts): void {
  resource(app, '/api/v2/silences/preview', {
    POST: handler(
      {
        id: 'previewSilence',
        chapter: 'Silences',
        summary: 'What a silence with these matchers would hide',
        description:
          'Of what fires now (count, share of the board, by level, the gravest twenty, and whether making it needs a second word) and of what fired in the past 7 days.',
        body: { schema: PreviewRequest },
        answers: { 200: json(SilencePreview, 'What it would hide; nothing is made.') },
      },
      async (request, reply) => {
        const asked = read(request, reply, parsePreview)
        if (asked === undefined) return reply
        const matchers: Matcher[] = []
        for (const [n, data] of asked.matchers.entries()) {
          const matcher = matcherFromData(data)
          if (!matcher.ok) return refuse(request, reply, `matchers[${n}]: ${matcher.error}`)
          matchers.push(matcher.value)
        }
        return await previewSilence(core, matchers, core.now())
      },
    ),
  })
  resource(app, '/api/v2/silences/bulk', {
    POST: handler(
      {
        id: 'endSilences',
        chapter: 'Silences',
        summary: 'End up to 1,000 silences in one transaction',
        body: { schema: BulkRequest },
        answers: {
          200: json(BulkAnswer, 'What became of each.'),
          503: json(ApiError, 'The store cannot be written; none was ended.'),
        },
      },
      async (request, reply) => {
        if (forbidsChange(request, reply)) return reply
        const asked = read(request, reply, parseBulk)
        if (asked === undefined) return reply
        const by = request.principal.name ?? asked.name ?? request.address
        const answer = await core.expireSilences(asked.ids, by)
        if (answer.ok) return { results: answer.value }
        return sendError(request, reply, { status: 503, message: answer.message, from: 'handler' })
      },
    ),
  })
}

/** The body; undefined when it is wrong and was answered. */
function read<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  parse: (value: unknown) => Parsed<T>,
): T | undefined {
  const body = readJson(request, reply, 'silence')
  if (body.kind === 'answered') return undefined
  const parsed = parse(body.kind === 'json' ? body.value : undefined)
  if (parsed.ok) return parsed.value
  refuse(request, reply, parsed.error)
  return undefined
}

function refuse(request: FastifyRequest, reply: FastifyReply, message: string): FastifyReply {
  return sendError(request, reply, { status: 400, message, from: 'handler' })
}
