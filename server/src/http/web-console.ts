import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { CONSOLE_FOLDER } from '../ground/own-files.ts'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Watchfloor</title>
<h1>Watchfloor is running</h1>
<p>Its board has not been built. Stop the server and run <code>npm start</code>, which builds it and starts the server.</p>
<p>The API works: <a href="api/v2/status">api/v2/status</a>, <a href="api/v2/board">api/v2/board</a>.</p>
`

/** Serves the built web console; without one, a page at `/` that says how to get it. An empty `root` means ours. */
export async function webConsole(app: FastifyInstance, root: string): Promise<void> {
  const folder = root === '' ? CONSOLE_FOLDER : root
  const index = join(folder, 'index.html')
  const config = { right: 'public', page: true } as const
  // Files are for anybody: the page itself asks for a token where one is needed.
  app.addHook('onRoute', (route) => {
    if (route.url === '/*') route.config = { ...route.config, ...config }
  })
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    // The folder may be built while the server runs.
    suppressWarning: true,
    // The package has its files compressed beside them; what is built anew in a clone is not.
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Names of built assets carry a hash of their content; the page itself must always be asked for.
      const lasting = /[\\/]assets[\\/]/.test(path)
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', { config }, (_request, reply) => page(reply, index))
}

function page(reply: FastifyReply, index: string): FastifyReply {
  if (existsSync(index)) return reply.sendFile('index.html')
  return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(NOT_BUILT)
}
