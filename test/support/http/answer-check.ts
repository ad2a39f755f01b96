import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { ApiError, PathError } from '@watchfloor/contract'
import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { AlertmanagerError, Deprecated } from '../../../server/src/http/alertmanager/schemas.ts'
// What routes may say of themselves is added to the framework's types there.
import type {} from '../../../server/src/http/edge/parts.ts'
import type { Answer } from '../../../server/src/openapi/answers.ts'
import type {} from '../../../server/src/openapi/operation.ts'
import { exactFlaw } from './exact-schema.ts'

const NOWHERE = Type.Union([PathError, Deprecated])

/**
 * Holds an answer against what its route says of itself, and reports what does not fit. Answers the payload, which may
 * be a stream that is looked at on its way.
 */
export function checkAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  report: (flaw: string) => void,
): unknown {
  const expected = expectedOf(request, reply)
  if (expected === 'unchecked') return payload
  const check = (bytes: Buffer): void => {
    const isPacked = reply.getHeader('content-encoding') === 'gzip'
    const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8')
    const flaw = flawOf(expected, reply, text)
    if (flaw !== undefined) report(`${request.method} ${request.url}: ${reply.statusCode}: ${flaw}`)
  }
  if (payload instanceof Readable) return Readable.from(watched(payload, check), { objectMode: false })
  check(payload instanceof Buffer ? payload : Buffer.from(String(payload ?? '')))
  return payload
}

type Expected = Answer | 'unchecked' | 'undescribed'

function expectedOf(request: FastifyRequest, reply: FastifyReply): Expected {
  if (!request.server.hasRoute({ method: 'GET', url: '/openapi.json' })) return 'unchecked'
  const { url } = request.routeOptions
  const config: FastifyContextConfig = request.routeOptions.config
  const { statusCode } = reply
  // A page's question whether it may ask, an answer without its body, and pages for people.
  if (request.method === 'OPTIONS' || request.method === 'HEAD') return 'unchecked'
  if (config.page === true) return 'unchecked'
  const declared = config.operation?.answers[statusCode]
  if (declared !== undefined) return declared
  if (statusCode < 400) return 'undescribed'
  if (url === undefined) return { kind: 'json', schema: NOWHERE, description: '' }
  const schema: TSchema = config.errors === 'alertmanager' ? AlertmanagerError : ApiError
  return { kind: 'json', schema, description: '' }
}

function flawOf(expected: Answer | 'undescribed', reply: FastifyReply, text: string): string | undefined {
  if (expected === 'undescribed') return 'this status is not described'
  const type = String(reply.getHeader('content-type') ?? '')
  switch (expected.kind) {
    case 'empty':
      return text === '' ? undefined : `there is a body: ${text.slice(0, 200)}`
    case 'text':
      return type.startsWith(expected.type) ? undefined : `the type is ${type}`
    case 'json': {
      if (expected.also?.some((one) => type.startsWith(one)) === true) return undefined
      if (!type.startsWith('application/json')) return `the type is ${type}`
      const flaw = exactFlaw(expected.schema, JSON.parse(text))
      return flaw === undefined ? undefined : `${flaw} in ${text.slice(0, 500)}`
    }
  }
}

async function* watched(payload: Readable, done: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of payload) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    yield bytes
  }
  done(Buffer.concat(chunks))
}
