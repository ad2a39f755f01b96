import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startProgram } from '../support/programs/program.ts'

const MEGABYTE = 1024 * 1024

test('a client that reads a million events applies each once, in order, and keeps none of them', async () => {
  const file = join(import.meta.dirname, 'million-events.ts')
  const program = startProgram(process.execPath, ['--expose-gc', file])
  expect(await program.exited, program.output()).toBe(0)
  const told = JSON.parse(program.output()) as {
    readonly applied: number
    readonly isOrdered: boolean
    readonly heaps: readonly number[]
    readonly counts: object
  }
  expect(told).toMatchObject({
    applied: 1_000_000,
    isOrdered: true,
    counts: { duplicates: 0, gaps: 0, malformed: 0, resets: 0 },
  })
  const [first = 0] = told.heaps
  const last = told.heaps.at(-1) ?? Number.POSITIVE_INFINITY
  // 800,000 events lie between the two: one byte kept of each would nearly show.
  expect((last - first) / MEGABYTE).toBeLessThan(1)
}, 120_000)
