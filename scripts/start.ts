import { endWithNpm } from './end-with-npm.ts'
import { ensureBuilt, SERVER_PACKAGE } from './fresh-build.ts'

// npm start [-- flags of the server]: the server's package, as others get it, which is made when it must be.

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('--version')) {
  const { main } = await import('../server/src/cli/main.ts')
  process.exit(await main(['serve', ...args], process.env))
}
if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) {
  console.error('"npm run server" starts the server without a board.')
  process.exit(1)
}
endWithNpm('start')
process.argv.splice(2, args.length, 'serve', ...args)
await import(new URL('../out/server/watchfloor-server.js', import.meta.url).href)
