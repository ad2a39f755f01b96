import { access, chmod, constants, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { postgresFolders } from '../test/support/programs/postgres-programs.ts'
import { runCommand } from './run-command.ts'

/** Programs that tests start, and the Debian packages that bring them. */
const NEEDED: readonly { readonly program: string; readonly debian: string; readonly variable?: string }[] = [
  { program: 'chromium', debian: 'chromium', variable: 'TEST_CHROMIUM' },
  { program: 'chromium-headless-shell', debian: 'chromium-headless-shell', variable: 'TEST_CHROMIUM' },
  { program: 'prometheus', debian: 'prometheus' },
  { program: 'prometheus-alertmanager', debian: 'prometheus-alertmanager' },
  { program: 'amtool', debian: 'prometheus-alertmanager' },
  { program: 'vmalert', debian: 'victoria-metrics' },
  { program: 'nagstamon', debian: 'nagstamon' },
  { program: 'systemd-analyze', debian: 'systemd' },
  { program: 'debootstrap', debian: 'debootstrap' },
  { program: 'Xvfb', debian: 'xvfb' },
  { program: 'dbus-daemon', debian: 'dbus-daemon' },
  { program: 'dunst', debian: 'dunst' },
  { program: 'xwininfo', debian: 'x11-utils' },
  { program: 'scrot', debian: 'scrot' },
  { program: 'curl', debian: 'curl' },
  { program: 'nginx', debian: 'nginx-light' },
  { program: 'haproxy', debian: 'haproxy' },
  { program: 'caddy', debian: 'caddy' },
  { program: 'openssl', debian: 'openssl' },
  { program: 'wsdump', debian: 'python3-websocket' },
  { program: 'postgres', debian: 'postgresql' },
  { program: 'redis-server', debian: 'redis-server' },
  // Brings the headers of C along, which gcc alone does not.
  { program: 'cc', debian: 'g++' },
]

/** Debian asks this program whether a service may start when its package is installed. */
const POLICY = '/usr/sbin/policy-rc.d'

/** Installs what is missing on Debian as root; elsewhere says exactly what to install. Answers whether all is there. */
export async function installTestDependencies(): Promise<boolean> {
  const missing = await missingPrograms()
  if (missing.length === 0) return true
  const packages = [...new Set(missing.map(({ debian }) => debian))]
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) {
    console.error(`The tests start programs that are not here: ${names(missing)}.
On Debian or Ubuntu:  sudo apt-get install --no-install-recommends ${packages.join(' ')}
Elsewhere: put them on PATH under these names; TEST_CHROMIUM may name any Chromium or Chrome.`)
    return false
  }
  console.log(`Installing what the tests need: ${packages.join(', ')} (their services are not started)`)
  const code = await withoutServices(async () => {
    const updated = await apt(['update', '-q'])
    return updated === 0 ? apt(['install', '-y', '-q', '--no-install-recommends', ...packages]) : updated
  })
  const still = await missingPrograms()
  if (still.length > 0) console.error(`apt-get ended with code ${code}; still missing: ${names(still)}.`)
  return still.length === 0
}

function names(programs: typeof NEEDED): string {
  return programs.map(({ program }) => program).join(', ')
}

function apt(args: readonly string[]): Promise<number> {
  return runCommand('apt-get', args, { variables: { DEBIAN_FRONTEND: 'noninteractive' } })
}

/** Refuses the start of services meanwhile, and leaves the machine's own policy as it was, on Ctrl-C too. */
async function withoutServices(install: () => Promise<number>): Promise<number> {
  const aside = `${POLICY}.watchfloor-tests`
  const own = await isRunnable(POLICY)
  if (own) await rename(POLICY, aside)
  // apt-get gets the same Ctrl-C and ends by itself; this process stays to tidy up.
  const stay = (): void => {}
  process.on('SIGINT', stay)
  try {
    await writeFile(POLICY, '#!/bin/sh\nexit 101\n')
    await chmod(POLICY, 0o755)
    return await install()
  } finally {
    if (own) await rename(aside, POLICY)
    else await rm(POLICY, { force: true })
    process.off('SIGINT', stay)
  }
}

async function missingPrograms(): Promise<typeof NEEDED> {
  const found = await Promise.all(
    NEEDED.map(({ program, variable }) => {
      const given = variable === undefined ? undefined : process.env[variable]
      return given === undefined ? isOnPath(program) : isRunnable(given)
    }),
  )
  return NEEDED.filter((_, index) => !found[index])
}

async function isOnPath(program: string): Promise<boolean> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...postgresFolders()]
  const found = await Promise.all(folders.map((folder) => isRunnable(join(folder, program))))
  return found.includes(true)
}

function isRunnable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = (await installTestDependencies()) ? 0 : 1
}
