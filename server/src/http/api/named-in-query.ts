import type { UnacknowledgeRequest } from '@watchfloor/contract'
import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { nameOf } from '../../access/principal.ts'
import { queryParameter } from '../../openapi/parameters.ts'
import { queryOf } from '../edge/query.ts'

/** Not every client sends a body with DELETE: who asks, and for which life, may stand in the query. */
export const NAMED_IN_QUERY = [
  queryParameter('name', Type.String(), 'As in the body, which may be left out.'),
  queryParameter('life', Type.String(), 'As in the body, which may be left out.'),
]

/** Who asks, and for which life, from body or query. */
export function namedIn(
  request: FastifyRequest,
  asked: Readonly<Static<typeof UnacknowledgeRequest>>,
): { readonly name: string | undefined; readonly life: string | undefined } {
  const query = queryOf(request)
  return {
    name: nameOf(request.principal, asked.name, query.get('name')),
    life: asked.life ?? query.get('life') ?? undefined,
  }
}
