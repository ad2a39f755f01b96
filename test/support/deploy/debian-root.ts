import { execFile } from 'node:child_process'
import { access, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { tempDir } from '../temp-dir.ts'
import { runWithin } from './run-within.ts'

const run = promisify(execFile)
const SUITE = 'bookworm'
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/debian')

/** How long something may take in there, ms. */
const PATIENCE = 120_000

/** Nothing of this machine's environment. */
export const BARE = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

/** A folder with an empty Debian 12 in it, or with another root that is kept, for one test. */
export async function freshRoot(kept = SUITE): Promise<string> {
  const root = join(await tempDir(), 'root')
  await unpackRoot(kept, root)
  return root
}

/** Runs something inside. */
export function inside(root: string, ...args: readonly string[]): Promise<string> {
  return patientlyInside(PATIENCE, root, ...args)
}

/** The same for what loads much from elsewhere; `patience` in milliseconds. */
export function patientlyInside(patience: number, root: string, ...args: readonly string[]): Promise<string> {
  return runWithin(patience, 'chroot', [root, ...args], { ...BARE, DEBIAN_FRONTEND: 'noninteractive' })
}

/**
 * Has what a fresh root is made of: Debian's required packages, and no more than Node is linked to. It takes minutes,
 * so it is kept, and belongs before the tests that want one.
 */
export function ensureDebian(): Promise<void> {
  return ensureRoot(SUITE, async (root) => {
    await run('debootstrap', ['--variant=minbase', '--include=libstdc++6', SUITE, root, await archive()])
  })
}

/** The same for Debian with more in it: `add` installs that, once. */
export async function ensureDebianWith(name: string, add: (root: string) => Promise<void>): Promise<void> {
  await ensureDebian()
  await ensureRoot(name, async (root) => {
    await unpackRoot(SUITE, root)
    await copyFile('/etc/resolv.conf', join(root, 'etc/resolv.conf'))
    await add(root)
  })
}

async function ensureRoot(name: string, make: (root: string) => Promise<void>): Promise<void> {
  const isThere = await access(keptFile(name)).then(
    () => true,
    () => false,
  )
  if (isThere) return
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'making-'))
  try {
    const [root, file] = [join(folder, 'root'), join(folder, 'root.tar')]
    await make(root)
    await run('tar', ['--create', '--numeric-owner', '--file', file, '--directory', root, '.'])
    await rename(file, keptFile(name))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function unpackRoot(name: string, root: string): Promise<void> {
  await mkdir(root)
  await run('tar', ['--extract', '--numeric-owner', '--file', keptFile(name), '--directory', root])
  // No power cut has to be survived in there.
  await writeFile(join(root, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n')
}

function keptFile(name: string): string {
  return join(CACHE, `${name}.tar`)
}

/** Where this machine takes its own packages from. */
async function archive(): Promise<string> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(RELEASE) $(SITE)'])
  const line = stdout.split('\n').find((one) => one.startsWith(`${SUITE} `))
  return line?.split(' ')[1] ?? ''
}
