// Every server that a test starts in its own process is checked: what it answers must be what its routes say of
// themselves. The test during which something else was answered fails.
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach } from 'vitest'
import { noteFlaw, takeFlaws } from './answer-flaws.ts'

subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { readonly fastify: FastifyInstance }
  fastify.addHook('onSend', async (request, reply, payload) => {
    // Loaded at the first answer: most tests start no server.
    const { checkAnswer } = await import('./answer-check.ts')
    return checkAnswer(request, reply, payload, noteFlaw)
  })
})

function failOnFlaws(): void {
  const flaws = takeFlaws()
  if (flaws.length > 0) throw new Error(`answers that are not as they are described:\n${flaws.join('\n')}`)
}

afterEach(failOnFlaws)
// What is answered while a shared server ends.
afterAll(failOnFlaws)
