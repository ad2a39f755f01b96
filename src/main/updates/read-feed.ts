import type { Platform } from '@watchfloor/client'

export type ReadFeed =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** In words for people. */
  | { readonly ok: false; readonly why: string }

/** A feed is a few kilobytes; of more, nothing is ours. */
const MOST_BYTES = 64 * 1024
const PATIENCE_MS = 30_000

/** Where a server has what desks update themselves from; always with a slash at its end. */
export function feedFolder(server: string): URL {
  return new URL('desktop/', server.endsWith('/') ? server : `${server}/`)
}

/** Asks a server for a feed. Nothing of what it answers is believed here. */
export async function readFeed(
  { fetch, timers }: Pick<Platform, 'fetch' | 'timers'>,
  server: string,
  name: string,
): Promise<ReadFeed> {
  const abort = new AbortController()
  const cancel = timers.after(PATIENCE_MS, () => abort.abort())
  try {
    const url = new URL(name, feedFolder(server)).href
    const response = await fetch(url, { signal: abort.signal, cache: 'no-store', redirect: 'manual' })
    if (response.status === 404) return { ok: false, why: 'the server has no updates for this desk' }
    if (response.status !== 200) return { ok: false, why: `the server answered ${response.status}` }
    const bytes = await wholeOf(response.body?.getReader())
    return bytes === undefined ? { ok: false, why: 'the server answered with too much' } : { ok: true, bytes }
  } catch {
    return { ok: false, why: 'the server was not reached' }
  } finally {
    cancel()
  }
}

interface Reader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
  readonly cancel: () => Promise<unknown>
}

async function wholeOf(reader: Reader | undefined): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (value !== undefined) {
      chunks.push(value)
      size += value.length
    }
    if (size > MOST_BYTES) {
      await reader?.cancel()
      return undefined
    }
    if (done) return Buffer.concat(chunks)
  }
}
