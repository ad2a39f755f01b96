import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/network/free-port.ts'
import { startProgram } from '../../test/support/programs/program.ts'
import { until } from '../../test/support/until.ts'

/** A Redis of the bench's own, which keeps nothing. */
export async function startRedis(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const program = startProgram('redis-server', args)
  await until('Redis to start', () => {
    if (program.child.exitCode !== null) throw new Error(`Redis ended:\n${program.output()}`)
    return program.output().includes('Ready to accept connections') ? true : undefined
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      await program.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
