import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { expect, test } from 'vitest'
import { takeFlaws } from '../../support/http/answer-flaws.ts'
import { runServer } from '../../support/http/run-server.ts'

interface Described {
  readonly operationId: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

interface Registered {
  readonly method: string
  readonly url: string
  readonly isPage: () => boolean
}

/** A server, its description, and every route that was registered in it. */
async function describedServer(add: (app: FastifyInstance) => void = () => {}) {
  const routes: Registered[] = []
  const collect = (route: RouteOptions): void => {
    // Later hooks may still change it.
    const isPage = () => (route.config as { readonly page?: boolean } | undefined)?.page === true
    for (const method of [route.method].flat())
      routes.push({ method: String(method), url: route.url, isPage })
  }
  const watch = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', collect)
    add(fastify)
  }
  subscribe('fastify.initialization', watch)
  const { url } = await runServer().finally(() => unsubscribe('fastify.initialization', watch))
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document
  return { url, routes, document }
}

/** Routes that are neither described, nor pages, nor there to say that a method is not allowed. */
async function undescribed({
  url,
  routes,
  document,
}: Awaited<ReturnType<typeof describedServer>>): Promise<readonly string[]> {
  const found: string[] = []
  for (const { method, url: path, isPage } of routes) {
    const described = document.paths[path.replace(/:(\w+)/g, '{$1}')]
    // HEAD is GET without its body.
    if (isPage() || described?.[method === 'HEAD' ? 'get' : method.toLowerCase()] !== undefined) continue
    const { status } = await fetch(url + path.replace(/:\w+/g, 'x'), { method })
    if (status !== 405) found.push(`${method} ${path}`)
  }
  return found
}

test('the description is valid OpenAPI 3.1', async () => {
  const { document } = await describedServer()
  const validator = new Validator()
  expect(await validator.validate({ ...document })).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('every route is described, is a page for people, or says that its method is not allowed', async () => {
  const server = await describedServer()
  expect(server.routes.length).toBeGreaterThan(60)
  expect(await undescribed(server)).toEqual([])
})

test('a route that nobody described is found', async () => {
  const server = await describedServer((app) => app.get('/api/v2/secret/:id', () => ({})))
  expect((await undescribed(server)).toSorted()).toEqual([
    'GET /api/v2/secret/:id',
    'HEAD /api/v2/secret/:id',
  ])
  expect(takeFlaws()).toEqual(['GET /api/v2/secret/x: 200: this status is not described'])
})

test('what is described is there', async () => {
  const { routes, document } = await describedServer()
  const there = new Set(routes.map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`))
  // The stream never meets the framework; its own tests know that it is there.
  there.add('GET /api/v2/events/stream')
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.filter((route) => !there.has(route))).toEqual([])
})

test('names of operations are unique, and every parameter of a path is described', async () => {
  const { document } = await describedServer()
  const ids = new Set<string>()
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const { operationId, parameters = [] } of Object.values(operations)) {
      expect(ids).not.toContain(operationId)
      ids.add(operationId)
      const names = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`)
      expect([path, names]).toEqual([path, path.match(/\{\w+\}/g) ?? []])
    }
  }
})

test('every reference leads somewhere', async () => {
  const { document } = await describedServer()
  const text = JSON.stringify(document)
  const used = new Set(Array.from(text.matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name))
  expect(used.size).toBeGreaterThan(50)
  // Messages of streams are no answer's, and stand there for themselves.
  expect([...used].sort()).toEqual(Object.keys(document.components.schemas).filter((name) => used.has(name)))
})

test('Alertmanager’s paths have its own names', async () => {
  const { document } = await describedServer()
  const theirs = [
    ['/status', 'get', 'getStatus'],
    ['/receivers', 'get', 'getReceivers'],
    ['/silences', 'get', 'getSilences'],
    ['/silences', 'post', 'postSilences'],
    ['/silence/{silenceID}', 'get', 'getSilence'],
    ['/silence/{silenceID}', 'delete', 'deleteSilence'],
    ['/alerts', 'get', 'getAlerts'],
    ['/alerts', 'post', 'postAlerts'],
    ['/alerts/groups', 'get', 'getAlertGroups'],
  ] as const
  const ours = theirs.map(([path, method]) => [
    path,
    method,
    document.paths[`/api/v2${path}`]?.[method]?.operationId,
  ])
  expect(ours).toEqual(theirs)
})

test('the page that shows it is made of files of this server, and may run no other script', async () => {
  const { url } = await describedServer()
  for (const address of ['/docs', '/docs/']) {
    const answer = await fetch(url + address)
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self';")
    const text = await answer.text()
    expect(text).not.toMatch(/<script(?! src=)|<style|https?:/)
    const links = Array.from(text.matchAll(/(?:src|href)="([^"]+)"/g), ([, link = '']) => link)
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) expect((await fetch(new URL(link, url + address))).status).toBe(200)
  }
})
