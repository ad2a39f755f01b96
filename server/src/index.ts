#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export { StartProblem } from './ground/start-problem.ts'
export { type Server, type ServerOptions, startServer } from './server.ts'

const program = process.argv[1]
if (program !== undefined && realpathSync(program) === fileURLToPath(import.meta.url)) {
  const { main } = await import('./cli/main.ts')
  process.exitCode = await main(process.argv.slice(2), process.env)
  process.exit()
}
