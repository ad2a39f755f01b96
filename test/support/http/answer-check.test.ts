import Fastify, { type FastifyInstance } from 'fastify'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/ground/clock.ts'
import { createShares } from '../../../server/src/ground/shares.ts'
import { listPieces, sendPieces } from '../../../server/src/http/edge/json-pieces.ts'
import { handler, resource } from '../../../server/src/http/edge/resource.ts'
import { sendJson, sendNothing } from '../../../server/src/http/edge/send.ts'
import { json, nothing, text } from '../../../server/src/openapi/answers.ts'
import { takeFlaws } from './answer-flaws.ts'

const Thing = Type.Object({
  name: Type.String(),
  parts: Type.Optional(Type.Array(Type.Object({ n: Type.Integer() }))),
})

/** Values that the compiler would have refused, as a drifted core would hand them over. */
const untyped = (value: unknown): never => value as never

/** A server whose paths answer what they should, or not. */
function server(): FastifyInstance {
  const app = Fastify()
  const shares = createShares({ monotonic: systemClock.monotonic, soon: setImmediate })
  app.decorateRequest('principal', { getter: () => ({ name: 'Ana' }) as never })
  const about = { id: 'x', chapter: 'Operating', right: 'public', summary: 'x' } as const
  const things = { ...about, answers: { 200: json(Type.Array(Thing), '') } }
  const thing = (url: string, value: unknown): void => {
    const operation = { ...about, answers: { 200: json(Thing, ''), 204: nothing('') } }
    resource(app, url, { GET: handler(operation, () => untyped(value)) })
  }
  resource(app, '/openapi.json', {
    GET: handler({ ...about, answers: { 200: json(Type.Object({}), '') } }, () => ({})),
  })
  thing('/good', { name: 'a', parts: [{ n: 1 }] })
  thing('/more', { name: 'a', extra: 1 })
  thing('/deeper', { name: 'a', parts: [{ n: 1, extra: 1 }] })
  thing('/less', {})
  thing('/other', { name: 1 })
  resource(app, '/none', {
    GET: handler({ ...about, answers: { 200: nothing('') } }, (_request, reply) => sendJson(reply, 200, 1)),
  })
  resource(app, '/plain', {
    GET: handler({ ...about, answers: { 200: text('text/plain', '') } }, () => 'yes'),
  })
  resource(app, '/html', {
    GET: handler({ ...about, answers: { 200: text('text/plain', '') } }, (_request, reply) => {
      reply.type('text/html')
      return 'yes'
    }),
  })
  resource(app, '/status', { GET: handler(things, (_request, reply) => sendNothing(reply, 204)) })
  resource(app, '/error', {
    GET: handler(things, (_request, reply) => sendJson(reply, 418, { error: 'teapot' })),
  })
  resource(app, '/list', {
    GET: handler(things, (request, reply) => {
      const items = Array.from({ length: 1_000 }, (_, n) => ({
        name: String(n),
        ...(request.url.endsWith('?wrong') && n === 700 ? { extra: 1 } : {}),
      }))
      return sendPieces(
        { shares, clock: systemClock },
        request,
        reply,
        listPieces(items, (item) => item),
      )
    }),
  })
  app.get('/undescribed', () => ({}))
  return app
}

test.each([
  ['/good', []],
  ['/plain', []],
  ['/list', []],
  ['/more', ['/extra schema is false']],
  ['/deeper', ['/parts/0/extra schema is false']],
  ['/less', ['must have required properties name']],
  ['/other', ['/name must be string']],
  ['/none', ['there is a body']],
  ['/html', ['the type is text/html']],
  ['/status', ['204: this status is not described']],
  ['/error', ['/error must be object']],
  ['/list?wrong', ['/700/extra schema is false']],
  ['/undescribed', ['this status is not described']],
  // Fastify's own answer, in none of our shapes.
  ['/nowhere', ['/error must be object']],
])('an answer of %s has the flaws %j', async (url, flaws) => {
  const app = server()
  await app.inject({ method: 'GET', url })
  expect(takeFlaws()).toEqual(flaws.map((flaw) => expect.stringContaining(flaw)))
  await app.close()
})
