import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

// Where the server's own files are while it runs from its sources. In the package that is made of them,
// `packaged-files.ts` stands in this one's place.

export const PACKAGE_JSON = new URL('../../package.json', import.meta.url)
/** The board, once it is built. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../../out/renderer', import.meta.url))
/** Swagger UI, as Fastify's own package brings it along. */
export const VIEWER_FOLDER = dirname(
  createRequire(import.meta.url).resolve('@fastify/swagger-ui/static/swagger-ui.css'),
)
