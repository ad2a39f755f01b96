import { execFile } from 'node:child_process'
import { copyFile, cp, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freshRoot } from './debian-root.ts'

const run = promisify(execFile)

/** An empty Debian 12 with this Node and its npm where the images of Node have them. */
export async function nodeRoot(): Promise<string> {
  const root = await freshRoot()
  const { stdout: npm } = await run('sh', ['-c', 'command -v npm'])
  const folder = dirname(dirname(await realpath(npm.trim())))
  const modules = join(root, 'usr/local/lib/node_modules')
  await copyFile(await realpath(process.execPath), join(root, 'usr/local/bin/node'))
  await cp(folder, join(modules, 'npm'), { recursive: true, dereference: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'))
  await writeFile(join(root, 'etc/resolv.conf'), await readFile('/etc/resolv.conf'))
  return root
}
