import { access, chmod, constants, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.ts'

/** Programs that tests start, and the Debian packages that bring them. */
const NEEDED: readonly { readonly program: string; readonly debian: string }[] = [
  { program: 'chromium', debian: 'chromium' },
  { program: 'prometheus', debian: 'prometheus' },
  { program: 'prometheus-alertmanager', debian: 'prometheus-alertmanager' },
  { program: 'amtool', debian: 'prometheus-alertmanager' },
]

const POLICY = '/usr/sbin/policy-rc.d'

/** Installs what is missing on Debian as root; elsewhere says exactly what to install. Answers whether all is there. */
export async function installTestDependencies(): Promise<boolean> {
  const missing = await missingPrograms()
  if (missing.length === 0) return true
  const packages = [...new Set(missing.map(({ debian }) => debian))]
  const names = missing.map(({ program }) => program).join(', ')
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) {
    console.error(`Missing for the tests: ${names}.`)
    console.error(`Install them, on Debian: apt-get install --no-install-recommends ${packages.join(' ')}`)
    return false
  }
  console.log(`Installing what the tests need: ${packages.join(', ')} (no services are started)`)
  await withoutServices(async () => {
    await apt(['update', '-q'])
    await apt(['install', '-y', '-q', '--no-install-recommends', ...packages])
  })
  const still = await missingPrograms()
  if (still.length > 0)
    console.error(`Still missing after the installation: ${still.map((n) => n.program).join(', ')}`)
  return still.length === 0
}

async function apt(args: readonly string[]): Promise<void> {
  const { code } = await runCommand('apt-get', args, { ...process.env, DEBIAN_FRONTEND: 'noninteractive' })
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed with code ${code}`)
}

/** Debian starts a service when its package is installed, unless this policy says no. */
async function withoutServices(install: () => Promise<void>): Promise<void> {
  const existing = await exists(POLICY)
  if (!existing) {
    await writeFile(POLICY, '#!/bin/sh\nexit 101\n')
    await chmod(POLICY, 0o755)
  }
  try {
    await install()
  } finally {
    if (!existing) await rm(POLICY, { force: true })
  }
}

async function missingPrograms(): Promise<typeof NEEDED> {
  const found = await Promise.all(NEEDED.map(({ program }) => isOnPath(program)))
  return NEEDED.filter((_, index) => !found[index])
}

async function isOnPath(program: string): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = await Promise.all(folders.map((folder) => exists(join(folder, program))))
  return found.includes(true)
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
