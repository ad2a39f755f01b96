import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { sendAnswer } from '../../../../server/src/http/edge/answers.ts'

const REASONS = ['invalid', 'not_found', 'conflict', 'unavailable'] as const

test.each([
  [undefined, [400, 404, 409, 503]],
  // Alertmanager has no 409.
  ['alertmanager', [400, 404, 400, 503]],
] as const)(
  'a refusal has one status for each reason, whichever route it comes from (%s)',
  async (errors, statuses) => {
    const app = Fastify({ genReqId: () => 'one' })
    onTestFinished(() => app.close())
    const config = errors === undefined ? {} : { errors }
    for (const reason of REASONS) {
      app.get(`/${reason}`, { config }, (request, reply) =>
        sendAnswer(request, reply, { ok: false, reason, message: 'because' }),
      )
    }
    const answers = await Promise.all(REASONS.map((reason) => app.inject(`/${reason}`)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(statuses)
    expect(answers.map((answer) => answer.json<unknown>())).toEqual(
      REASONS.map((code) =>
        errors === undefined ? { error: { code, message: 'because', request_id: 'one' } } : 'because',
      ),
    )
  },
)
