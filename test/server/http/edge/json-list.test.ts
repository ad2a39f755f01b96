import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { sendList } from '../../../../server/src/http/edge/json-list.ts'

async function ask(count: number, isWanted: (n: number) => boolean): Promise<unknown> {
  const app = Fastify()
  onTestFinished(() => app.close())
  app.get('/list', (_request, reply) =>
    sendList(
      reply,
      Array.from({ length: count }, (_, n) => n),
      (n) => (isWanted(n) ? { n, text: 'ö"' } : undefined),
    ),
  )
  const answer = await app.inject('/list')
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  return answer.json()
}

const KINDS: Readonly<Record<string, (n: number) => boolean>> = {
  all: () => true,
  none: () => false,
  'every 7th': (n) => n % 7 === 0,
  'the last': (n) => n > 1_990,
}

for (const [kind, isWanted] of Object.entries(KINDS)) {
  test(`a list that is answered in slices is whole, with ${kind} of its items in it`, async () => {
    for (const count of [0, 1, 199, 200, 201, 399, 400, 401, 2_000]) {
      const wanted = Array.from({ length: count }, (_, n) => n).filter(isWanted)
      expect(await ask(count, isWanted)).toEqual(wanted.map((n) => ({ n, text: 'ö"' })))
    }
  })
}
