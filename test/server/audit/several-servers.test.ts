import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditHead, AuditVerdict } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { THE_SERVER } from '../../../server/src/audit/actor.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { openPostgres } from '../../../server/src/storage/postgres/postgres-storage.ts'
import { HOUR, MINUTE } from '../../support/core/test-core.ts'
import { startNodes } from '../../support/core/test-nodes.ts'
import { runServer } from '../../support/http/run-server.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'
import { tempDir } from '../../support/temp-dir.ts'

const postgres = sharedPostgres()
const DAY = 24 * HOUR

test('what one server’s retention left is whole at another that has another key, as soon as its key is known', async () => {
  const place = await postgres().newPlace()
  const nodes = await startNodes(place, 2, { retention: { audit: DAY } })
  onTestFinished(async () => {
    for (const { core } of nodes) await core.close()
  })
  const [first, second] = nodes.map(({ core }) => core)
  const [clock] = nodes
  if (first === undefined || second === undefined || clock === undefined) throw new Error('no two servers')
  for (let day = 0; day < 3; day++) {
    for (const core of [first, second]) await core.by(THE_SERVER).note({ what: `day.${day}`, result: 'ok' })
    clock.clock.jump(DAY)
    await clock.pass(11 * MINUTE)
  }
  expect(await first.audit.verify(undefined, undefined)).toMatchObject({
    whole: true,
    trimmed_to: expect.any(Number),
  })
  const [mine, theirs] = [second, first].map(({ audit }) => audit.head().public_key)
  if (mine === undefined || theirs === undefined) throw new Error('no keys')
  expect(mine).not.toBe(theirs)
  const other = [{ message: expect.stringContaining('signed by another key') }]
  expect(await second.audit.verify(undefined, undefined)).toMatchObject({ whole: false, problems: other })

  const storage = await openPostgres(place)
  onTestFinished(() => storage.close())
  expect(await storage.audit.keys?.tell(theirs, 'first')).toEqual([])
  expect(await storage.audit.keys?.tell(theirs, 'first')).toEqual([theirs])
  for (const core of [first, second])
    expect(await core.audit.verify(undefined, undefined)).toMatchObject({ whole: true, problems: [] })
  // What was kept elsewhere is taken at its word.
  expect(await second.audit.verify(undefined, [mine, theirs])).toMatchObject({ whole: true })
  expect(await second.audit.verify(undefined, [mine])).toMatchObject({ whole: false, problems: other })
})

test('servers say which keys they sign with; they may be given the same', async () => {
  const { host, port, database, user, schema } = await postgres().newPlace()
  const said: string[] = []
  const logger = { ...SILENT, info: (_: object, message: string) => void said.push(message) }
  const serverWith = (data_dir: string, audit_key_file = '') =>
    runServer({
      logger,
      config: {
        data_dir,
        retention: { audit_key_file },
        store: 'postgres',
        postgres: { host, port, database, user, schema },
      },
    })
  const isOther = (): number => said.filter((message) => message.includes('with another key')).length
  const [one, two, three] = [await tempDir(), await tempDir(), await tempDir()]
  const first = await serverWith(one)
  expect(isOther()).toBe(0)
  const second = await serverWith(two)
  expect(isOther()).toBe(1)
  await copyFile(join(one, 'watchfloor.audit-key'), join(three, 'shared.pem'))
  const third = await serverWith(three, join(three, 'shared.pem'))
  expect(isOther()).toBe(1)
  const asked = async <T>(url: string, path: string): Promise<T> =>
    (await (await fetch(`${url}/api/v2/audit/${path}`)).json()) as T
  const keys = await Promise.all(
    [first, second, third].map(async ({ url }) => (await asked<AuditHead>(url, 'head')).public_key),
  )
  expect(keys[2]).toBe(keys[0])
  expect(keys[1]).not.toBe(keys[0])
  for (const { url } of [first, second, third])
    expect(await asked<AuditVerdict>(url, 'verify')).toMatchObject({ whole: true, problems: [] })
  await writeFile(join(three, 'shared.pem'), 'no key')
  await expect(serverWith(await tempDir(), join(three, 'shared.pem'))).rejects.toThrow(
    'cannot be read as a key',
  )
})
