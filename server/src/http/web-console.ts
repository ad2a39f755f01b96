import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONSOLE_FOLDER } from '../ground/own-files.ts'
import { sendNothing } from './edge/send.ts'
import { asksFor } from './edge/tags.ts'

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
    // The build puts each text beside itself, compressed.
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Names of built assets carry a hash of their content; the page itself must always be asked for.
      const lasting = /[\\/]assets[\\/]/.test(path)
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const path of ['/', '/index.html']) {
    app.get(path, { config }, (request, reply) => sendPage(request, reply, index))
  }
}

/**
 * The page that names the others. Its tag is made of what is in it: its files may all have one time, as npm gives them,
 * and its length is that of every version.
 */
async function sendPage(request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> {
  reply.header('cache-control', 'no-cache')
  const text = await readFile(path).catch(() => undefined)
  if (text === undefined) return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  reply.header('etag', tag)
  if (asksFor(request.headers['if-none-match'], tag)) return sendNothing(reply, 304)
  return reply.type('text/html; charset=utf-8').send(text)
}
