import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

test('a past that cannot be brought up to date is unavailable for now, and what is in memory is there', async () => {
  const folder = await tempDir()
  const { url, core } = await runServer({ config: { data_dir: folder } })
  const other = new DatabaseSync(join(folder, 'watchfloor.db'), { timeout: 10_000 })
  onTestFinished(() => other.close())
  for (let n = 0; ; n++) {
    await post(`${url}/api/v2/alerts`, JSON.stringify([{ labels: { alertname: `A${n}` } }]))
    // Another program may be sooner than the tables are, or not.
    other.exec('BEGIN IMMEDIATE')
    if (core.behind() > 0) break
    other.exec('ROLLBACK')
  }
  const answer = await fetch(`${url}/api/v2/lives`)
  expect(await answer.json()).toMatchObject({
    error: {
      code: 'unavailable',
      message: 'the history cannot be brought up to date: database is locked',
    },
  })
  expect(answer.status).toBe(503)
  expect((await fetch(`${url}/api/v2/board`)).status).toBe(200)
  other.exec('ROLLBACK')
  expect((await fetch(`${url}/api/v2/lives`)).status).toBe(200)
})

test('a past whose file was moved away is unavailable until it is back', async () => {
  const folder = await tempDir()
  const { url } = await runServer({ config: { data_dir: folder } })
  const file = join(folder, 'watchfloor.db')
  renameSync(file, `${file}.away`)
  const answer = await fetch(`${url}/api/v2/lives`)
  renameSync(`${file}.away`, file)
  expect(await answer.json()).toMatchObject({
    error: { code: 'unavailable', message: 'the history cannot be read: unable to open database file' },
  })
  expect(answer.status).toBe(503)
  expect((await fetch(`${url}/api/v2/lives`)).status).toBe(200)
})
