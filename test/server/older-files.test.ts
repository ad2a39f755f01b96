import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { BoardSnapshot } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { tempDir } from '../support/temp-dir.ts'

/**
 * Databases that servers of before wrote, each in a folder named for the day of its program, with the board that it
 * showed last. A program that changes what is stored adds its own before it does.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/older-files')

/** What an alert or a silence was: the place in the log moves when the server of now has something to add. */
const byKey = <T extends { readonly sequence: number }>(items: readonly T[], key: (item: T) => string) =>
  Object.fromEntries(items.map((item) => [key(item), { ...item, sequence: undefined }]))

describe.each(await readdir(FIXTURES))('the file of %s', (day) => {
  test('is opened with every alert, acknowledgement and silence as they were, and lives on', async () => {
    const data_dir = join(await tempDir(), 'data')
    await mkdir(data_dir)
    const packed = await readFile(join(FIXTURES, day, 'watchfloor.db.gz'))
    await writeFile(join(data_dir, 'watchfloor.db'), gunzipSync(packed))
    const was = JSON.parse(await readFile(join(FIXTURES, day, 'board.json'), 'utf8')) as BoardSnapshot
    const server = await runServer({ config: { data_dir } })
    const read = async () => (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
    const is = await read()
    const firing = was.alerts.filter(({ status }) => status === 'firing')
    expect(byKey(is.alerts, ({ fingerprint }) => fingerprint)).toMatchObject(
      byKey(firing, ({ fingerprint }) => fingerprint),
    )
    expect(byKey(is.silences, ({ id }) => id)).toMatchObject(byKey(was.silences, ({ id }) => id))
    expect([is.alerts.length, is.silences.length]).toEqual([firing.length, was.silences.length])

    const endsAt = new Date().toISOString()
    const ended = firing.map(({ labels }) => ({ labels, endsAt }))
    expect((await post(`${server.url}/api/v2/alerts`, JSON.stringify(ended))).status).toBe(200)
    const left = (await read()).alerts.filter(({ status }) => status === 'firing')
    expect(left.map(({ alertname }) => alertname)).toEqual([])
    for (const { id } of is.silences)
      expect((await fetch(`${server.url}/api/v2/silence/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await read()).silences).toEqual([])
  })
})
