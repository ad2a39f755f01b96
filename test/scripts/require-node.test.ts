import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startProgram } from '../support/programs/program.ts'

const check = join(import.meta.dirname, '../../scripts/require-node.cjs')

test('a Node that does not run TypeScript is refused with one sentence, before anything else', async () => {
  const program = startProgram(process.execPath, [
    '--no-strip-types',
    '-r',
    check,
    '-e',
    'console.log("ran")',
  ])
  expect(await program.exited).toBe(1)
  expect(program.output()).toMatch(/^Watchfloor needs Node 22\.18 or newer .*\n$/)
  expect(program.output()).toContain(process.versions.node)
})

test('this Node goes on', async () => {
  const program = startProgram(process.execPath, ['-r', check, '-e', 'console.log("ran")'])
  expect(await program.exited).toBe(0)
  expect(program.output()).toBe('ran\n')
})
