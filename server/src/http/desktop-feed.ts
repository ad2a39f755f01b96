import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Signed feeds, packages, and the maps of their blocks; all of it lies flat, and nothing else is there for anybody. */
const SERVED = /^\/[A-Za-z0-9][A-Za-z0-9._+~-]*\.(feed|AppImage|deb|rpm|exe|zip|dmg|blockmap)$/

/**
 * `/desktop/`: what desks update themselves from, read from the folder of `web.desktop_feed`. For anybody, since it is
 * signed and no secret; parts of a file too, since desks load only the blocks that changed.
 */
export async function desktopFeed(app: FastifyInstance, folder: string): Promise<void> {
  if (folder === '') return
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, right: 'public', page: true }
    })
    await scope.register(fastifyStatic, {
      root: resolve(folder),
      prefix: '/desktop/',
      decorateReply: false,
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      cacheControl: false,
      // The folder may be filled while the server runs.
      suppressWarning: true,
      allowedPath: (path) => SERVED.test(path),
      // To be kept by whoever passes it on, and asked about each time: a package may be made anew under its name.
      setHeaders: (reply) => reply.header('cache-control', 'public, no-cache'),
    })
  })
}
