import {
  BulkRequest,
  type Matcher,
  matcherFromData,
  type Parsed,
  PreviewRequest,
  parser,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { previewSilence } from './preview-silence.ts'

const parsePreview = parser(PreviewRequest)
const parseBulk = parser(BulkRequest)

/** What people need of silences beyond Alertmanager's API: seeing what one would hide, and ending many at once. */
export function ownSilenceRoutes(app: FastifyInstance, { core }: AppParts): void {
  resource(app, '/api/v2/silences/preview', {
    POST: async (request, reply) => {
      const asked = read(request, reply, parsePreview)
      if (asked === undefined) return reply
      const matchers: Matcher[] = []
      for (const [n, data] of asked.matchers.entries()) {
        const matcher = matcherFromData(data)
        if (!matcher.ok) return refuse(request, reply, `matchers[${n}]: ${matcher.error}`)
        matchers.push(matcher.value)
      }
      return reply.send(await previewSilence(core, matchers, core.now()))
    },
  })
  resource(app, '/api/v2/silences/bulk', {
    POST: async (request, reply) => {
      if (forbidsChange(request, reply)) return reply
      const asked = read(request, reply, parseBulk)
      if (asked === undefined) return reply
      const by = request.principal.name ?? asked.name ?? request.address
      const answer = await core.expireSilences(asked.ids, by)
      if (answer.ok) return reply.send({ results: answer.value })
      return sendError(request, reply, { status: 503, message: answer.message, from: 'handler' })
    },
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
