import { execFile } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { promisify } from 'node:util'
import { tempDir } from '../temp-dir.ts'

const root = join(import.meta.dirname, '../../..')

/** What of a folder an image is built from: by the last line of .dockerignore that says something of it. */
export async function readDockerIgnore(): Promise<(path: string) => boolean> {
  const text = await readFile(join(root, '.dockerignore'), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const rules = lines.map((line) => ({ pattern: line.replace(/^!/, ''), isTaken: line.startsWith('!') }))
  return (path) => {
    const parts = path.split('/')
    const above = parts.map((_, n) => parts.slice(0, n + 1).join('/'))
    return rules.findLast(({ pattern }) => above.some((one) => matchesGlob(one, pattern)))?.isTaken ?? true
  }
}

/** A copy of the repository as an image is built from it. */
export async function buildContext(): Promise<string> {
  const isTaken = await readDockerIgnore()
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const { stdout } = await promisify(execFile)('git', args, { cwd: root })
  const context = await tempDir()
  for (const file of stdout.split('\0')) {
    if (file === '' || !isTaken(file)) continue
    await cp(join(root, file), join(context, file), { preserveTimestamps: true })
  }
  return context
}
