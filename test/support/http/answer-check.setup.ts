// Every server that a test starts in its own process is checked: what it answers must be what its routes say of
// themselves. The test during which something else was answered fails.
import { afterAll, afterEach } from 'vitest'
import { checkAnswersOfServers, takeFlaws } from './answer-flaws.ts'

checkAnswersOfServers()

function failOnFlaws(): void {
  const flaws = takeFlaws()
  if (flaws.length > 0) throw new Error(`answers that are not as they are described:\n${flaws.join('\n')}`)
}

afterEach(failOnFlaws)
// What is answered while a shared server ends.
afterAll(failOnFlaws)
