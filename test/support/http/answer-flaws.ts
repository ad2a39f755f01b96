import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'

const flaws = new Set<string>()

function noteFlaw(flaw: string): void {
  flaws.add(flaw)
}

/** What was wrong with servers' answers since this was last asked. */
export function takeFlaws(): readonly string[] {
  const taken = [...flaws]
  flaws.clear()
  return taken
}

let isChecking = false

/** From here on every server of this process is checked; once, however many files of tests say so. */
export function checkAnswersOfServers(): void {
  if (isChecking) return
  isChecking = true
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onSend', async (request, reply, payload) => {
      // Loaded at the first answer: most tests start no server.
      const { checkAnswer } = await import('./answer-check.ts')
      return checkAnswer(request, reply, payload, noteFlaw)
    })
  })
}
