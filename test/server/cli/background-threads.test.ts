import { readdir, readFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startProgram } from '../../support/programs/program.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

const root = join(import.meta.dirname, '../../..')
/** Where niceness stands in a task's `stat`, counted from what follows its name (proc_pid_stat(5)). */
const NICE = 16

test.runIf(process.platform === 'linux')(
  'whoever compiles and collects comes after those that somebody waits for',
  async () => {
    const args = [SERVER_PROGRAM, '--listen', '127.0.0.1:0', '--data-dir', join(await tempDir(), 'data')]
    const program = startProgram(process.execPath, args, { cwd: root })
    onTestFinished(() => program.stop())
    await until('the server to listen', () => /"listening"/.test(program.output()) || undefined)
    const tasks = `/proc/${program.child.pid}/task`
    const niceness = new Map<string, Set<number>>()
    for (const id of await readdir(tasks)) {
      const stat = await readFile(`${tasks}/${id}/stat`, 'utf8')
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      const nice = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[NICE])
      niceness.set(name, (niceness.get(name) ?? new Set()).add(nice))
    }
    const usual = getPriority()
    expect(niceness.get('V8Worker')).toEqual(new Set([Math.min(usual + 5, 19)]))
    niceness.delete('V8Worker')
    // What answers and what writes among them.
    expect(niceness.size).toBeGreaterThan(1)
    for (const others of niceness.values()) expect(others).toEqual(new Set([usual]))
  },
)
