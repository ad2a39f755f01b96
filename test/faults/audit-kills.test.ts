import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import type { AuditEntry } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'

const ROUNDS = runs(2)
const repository = join(import.meta.dirname, '../..')

/** `watchfloor-server audit …` as somebody types it; what it says, and its exit code. */
async function typeAudit(dataDir: string, ...words: readonly string[]) {
  const args = [SERVER_PROGRAM, 'audit', ...words, '--data-dir', dataDir]
  return await promisify(execFile)(process.execPath, args, { cwd: repository }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { readonly code: number; readonly stdout: string }) => ({ code, stdout }),
  )
}

test('kill -9 between acts leaves each with its entry or none of either, a whole chain, and the head of before in it', async () => {
  const random = seeded(takeSeed())
  const folder = await tempDir()
  const ids = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(folder)
    onTestFinished(() => server.program.stop('SIGKILL'))
    const killAfter = 10 + Math.floor(random() * 30)
    let killed: Promise<void> | undefined
    let done = 0
    const act = async (): Promise<void> => {
      while (killed === undefined) {
        const [now, comment] = [Date.now(), `Silence ${round} ${done}`]
        const body = {
          matchers: [{ name: 'team', value: comment, isRegex: false }],
          startsAt: new Date(now).toISOString(),
          endsAt: new Date(now + 3_600_000).toISOString(),
          createdBy: 'test',
          comment,
        }
        const answer = await post(`${server.url}/api/v2/silences`, body).catch(() => undefined)
        if (answer?.status === 200) ids.add(((await answer.json()) as { silenceID: string }).silenceID)
        if (++done === killAfter) killed = server.kill()
      }
    }
    await Promise.all([act(), act(), act()])
    await killed
  }
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const silences = (await (await fetch(`${server.url}/api/v2/silences`)).json()) as { readonly id: string }[]
  const file = await (await fetch(`${server.url}/api/v2/audit?format=jsonl&what=silence.save`)).text()
  const saved = file
    .trimEnd()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as AuditEntry).silences?.ids ?? [])
  expect(saved.toSorted()).toEqual(silences.map(({ id }) => id).toSorted())
  expect(saved).toEqual(expect.arrayContaining([...ids]))

  const told = await typeAudit(folder, 'head')
  const [head = ''] = told.stdout.split('\n')
  const verified = await typeAudit(folder, 'verify', '--head', head)
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Whole: .* is among them/) })
  const [sequence] = head.split(':')
  const touched = await typeAudit(folder, 'verify', '--head', `${sequence}:${'0'.repeat(64)}`)
  expect(touched).toMatchObject({ code: 1, stdout: expect.stringMatching(/^TOUCHED/) })
  expect((await typeAudit(folder, 'list', '--what', 'silence')).stdout).toContain('silence.save')

  // A copy is checked without a server, against the same head; one that somebody has written in is not whole.
  const copy = join(await tempDir(), 'copy.db')
  await promisify(execFile)(
    process.execPath,
    [SERVER_PROGRAM, 'backup', '--data-dir', folder, '--to', copy],
    { cwd: repository },
  )
  const checked = await typeAudit(folder, 'verify', '--file', copy, '--head', head)
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Whole: .* is among them/) })
  const database = new DatabaseSync(copy)
  database.exec('DELETE FROM audit WHERE sequence = 3')
  database.close()
  const cut = await typeAudit(folder, 'verify', '--file', copy, '--head', head)
  expect(cut).toMatchObject({ code: 1, stdout: expect.stringContaining('entry 3 is missing') })
})
