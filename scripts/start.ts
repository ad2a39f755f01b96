import { endWithNpm } from './end-with-npm.ts'
import { BOARD, ensureBuilt } from './fresh-build.ts'

// npm start [-- flags of the server]: the server with its board, which is built when it must be.

const args = process.argv.slice(2)
const isQuestion = args.includes('--help') || args.includes('--version')
if (!isQuestion && !(await ensureBuilt(BOARD, 'the board'))) {
  console.error('"npm run server" starts the server without it.')
  process.exit(1)
}
const { main } = await import('../server/src/cli/main.ts')
endWithNpm('start')
process.exit(await main(['serve', ...args], process.env))
