import { ApiError, type Silence, Silence as SilenceShape } from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendAnswer } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'

const ID = pathParameter('id', Type.String(), 'Id of the silence.')

const COMMON = {
  chapter: 'Silences',
  right: 'respond',
  parameters: [ID],
} as const

const REFUSALS = {
  404: json(ApiError, 'No silence has this id.'),
  409: json(
    ApiError,
    'It waits for nobody any more: it was changed, refused or taken back, lapsed, or holds.',
  ),
}

/** What a second person says of a silence that goes beyond what its maker may (S35). */
export function silenceProposalRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/silences/:id/confirm', {
    POST: handler(
      {
        ...COMMON,
        id: 'confirmSilence',
        summary: 'Agree to a silence that another person wants: it holds from now on',
        answers: {
          200: json(SilenceShape, 'The silence, in force.'),
          403: json(ApiError, 'You want it yourself, or nobody knows who you are.'),
          ...REFUSALS,
        },
      },
      async (request, reply) =>
        sendAnswer<Silence>(
          request,
          reply,
          await actsOf(parts, request).confirmSilence(
            idOf(request),
            request.principal,
            paceOf(parts, request, reply),
          ),
        ),
    ),
  })
  resource(app, '/api/v2/silences/:id/refuse', {
    POST: handler(
      {
        ...COMMON,
        id: 'refuseSilence',
        summary: 'Disagree with a silence that waits for a second person, or take it back: it never holds',
        answers: { 200: json(SilenceShape, 'The silence, which is over.'), ...REFUSALS },
      },
      async (request, reply) =>
        sendAnswer<Silence>(
          request,
          reply,
          await actsOf(parts, request).refuseSilence(idOf(request), request.principal),
        ),
    ),
  })
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id
}
