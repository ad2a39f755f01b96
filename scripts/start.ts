import { endWithNpm } from './end-with-npm.ts'
import { BOARD, ensureBuilt } from './fresh-build.ts'

if (!(await ensureBuilt(BOARD, 'the board'))) process.exit(1)
const { main } = await import('../server/src/cli/main.ts')
endWithNpm('start')
process.exit(await main(['serve', ...process.argv.slice(2)], process.env))
