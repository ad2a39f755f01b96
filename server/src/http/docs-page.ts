import type { FastifyInstance } from 'fastify'
import { VIEWER_FOLDER } from '../ground/own-files.ts'
import { pathOf } from './edge/errors.ts'

/** Swagger UI, as Fastify's own package brings it along, without anything that asks outside. */
export const VIEWER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const

/** `here` leads to the folder of the page's files: the page has two addresses, with a slash at the end and without. */
const page = (here: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Watchfloor API</title>
<link rel="icon" href="${here}favicon-32x32.png">
<link rel="stylesheet" href="${here}swagger-ui.css">
<link rel="stylesheet" href="${here}page.css">
<main id="reference"></main>
<noscript>This page needs JavaScript. What it shows is at <a href="${here}../openapi.json">openapi.json</a>.</noscript>
<script src="${here}swagger-ui-bundle.js"></script>
<script src="${here}page.js"></script>
`

const SCRIPT = `'use strict'
const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', paint)
paint()
SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  domNode: document.getElementById('reference'),
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  // Nobody outside is asked whether the document is valid.
  validatorUrl: null,
})
`

const STYLE = `body { margin: 0 }
/* There is one server: this one. */
.swagger-ui .scheme-container { display: none }
html.dark-mode body { background: #1c2022 }
`

/** `/docs`: the API's description, for people to read and to try. It needs nothing but this server. */
export function docsPage(app: FastifyInstance): void {
  const config = { right: 'public', page: true } as const
  const own = { 'page.js': ['text/javascript', SCRIPT], 'page.css': ['text/css', STYLE] } as const
  app.get('/docs', { config }, (request, reply) => {
    const here = pathOf(request).endsWith('/') ? './' : 'docs/'
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page(here))
  })
  for (const [name, [type, text]] of Object.entries(own)) {
    app.get(`/docs/${name}`, { config }, (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header('cache-control', 'no-cache').send(text),
    )
  }
  for (const name of VIEWER_FILES) {
    app.get(`/docs/${name}`, { config }, (_request, reply) => reply.sendFile(name, VIEWER_FOLDER))
  }
}
