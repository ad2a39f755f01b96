import { isSamePerson, People } from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { lacking } from '../../access/rights.ts'
import { json } from '../../openapi/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'

/** Whom an alert may be handed over to (S37). */
export function peopleRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/people', {
    GET: handler(
      {
        id: 'getPeople',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Names of people whom an alert may be handed over to',
        description:
          'Those known from alerts, from who is signed in and may respond, and from open streams. Whoever sees a part of the alerts is told those of its alerts.',
        answers: { 200: json(People, 'By name.') },
      },
      (request) => peopleFor(parts, request),
    ),
  })
}

function peopleFor(parts: AppParts, request: FastifyRequest): People {
  const known = seenBy(parts, request).people()
  // Who is signed in, and who listens, is the server's as a whole.
  const seesAll = lacking(request.principal, 'observe') === undefined
  const signedIn = seesAll ? parts.core.sessions() : []
  const listening = seesAll ? parts.listening() : []
  const responders = signedIn.filter(({ person }) => lacking(person, 'respond') === undefined)
  const names = [...known, ...responders.flatMap(({ person }) => person.name ?? []), ...listening]
  const people = names
    .filter((name, index) => names.findIndex((other) => isSamePerson(name, other)) === index)
    .sort((a, b) => a.localeCompare(b))
    .map((name) => ({ name, is_listening: listening.some((other) => isSamePerson(name, other)) }))
  return { people }
}
