import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { beforeAll } from 'vitest'
import { startAlertmanagerWith } from './alertmanager.ts'

export const PLAIN_CONFIG = 'route: {receiver: watchfloor}\nreceivers: [{name: watchfloor}]\n'

/** A real Alertmanager and this server, with the same configuration. */
export interface Pair {
  readonly real: string
  readonly ours: string
}

/** One pair for all tests of a file, which must leave each other alone. */
export function sharedPair(yaml = PLAIN_CONFIG): () => Pair {
  let pair: Pair | undefined
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-'))
    const real = await startAlertmanagerWith(folder, yaml)
    const alertmanager_config = join(folder, 'alertmanager.yml')
    const server = await startServer({
      config: { data_dir: join(folder, 'data'), alertmanager_config, listen: '127.0.0.1:0' },
    })
    pair = { real: real.url, ours: server.url }
    return async () => {
      await Promise.all([server.close(), real.program.stop()])
      await rm(folder, { recursive: true, force: true })
    }
  })
  return () => {
    if (pair === undefined) throw new Error('the servers have not started')
    return pair
  }
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: string | Buffer | undefined
  /** `application/json` unless given; undefined sends none. */
  readonly type?: string | undefined
}

export interface RawAnswer {
  readonly status: number
  readonly text: string
}

/** One request as it is, without what `fetch` adds or mends. A connection that is cut is status 0. */
export function ask({ method, path, body, ...rest }: Asked, url: string): Promise<RawAnswer> {
  const type = 'type' in rest ? rest.type : body === undefined ? undefined : 'application/json'
  const { hostname, port } = new URL(url)
  const headers = {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
  }
  return new Promise((resolve) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', (error) => resolve({ status: 0, text: error.message }))
    sent.end(body)
  })
}

/** Asks both, and gives what they say with ids, times and what came after 0.25 left out. */
export async function askBoth(pair: Pair, asked: Asked): Promise<{ theirs: unknown; own: unknown }> {
  const [theirs, own] = await Promise.all([ask(asked, pair.real), ask(asked, pair.ours)])
  return { theirs: comparable(theirs), own: comparable(own) }
}

export function comparable({ status, text }: RawAnswer): unknown {
  const body = text.trim() === '' ? '' : readJson(text)
  return { status, body: normal(body) }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Since 0.25 came: `mutedBy` of alerts, `labels` of receivers, `routeLabels` of groups, `annotations` of silences. */
function normal(value: unknown): unknown {
  if (typeof value === 'string') return normalText(value)
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  const isReceiver = 'name' in value && Object.keys(value).every((key) => key === 'name' || key === 'labels')
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) => {
      if (name === 'mutedBy' || name === 'routeLabels' || (isReceiver && name === 'labels')) return []
      if (name === 'annotations' && 'matchers' in value) return []
      return [[name, normal(child)]]
    }),
  )
}

function normalText(text: string): string {
  return text
    .trimEnd()
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)/g, 'TIME')
    .replace('silence invalid:', 'invalid silence:')
    .replace(/but \[(.*)\] are$/, (_, methods: string) => `but [${methods.split(',').sort().join(',')}] are`)
}
