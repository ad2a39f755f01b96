import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DESKTOP, ensureBuilt, SERVER_PACKAGE } from './fresh-build.ts'
import { type Bill, billOf, packagesIn } from './packaging/bill.ts'
import { LICENCES_FILE } from './packaging/licences.ts'
import { ROOT } from './run-command.ts'

// npm run sbom: what is in the server's package and in the desktop app, from `npm sbom`, in out/sbom. Most of what the
// repository depends on is in neither, and most of what is in them its package.json calls development's: so what was
// bundled counts, which the licences beside each bundle name, and Electron, which comes with the app.

const OUT = join(ROOT, 'out/sbom')
const most = { cwd: ROOT, maxBuffer: 64_000_000 }

async function wholeBill(): Promise<Bill> {
  const words = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']
  const { stdout } = await promisify(execFile)('npm', words, most)
  return JSON.parse(stdout) as Bill
}

async function bundled(...folders: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(
    folders.map((folder) => readFile(join(ROOT, 'out', folder, LICENCES_FILE), 'utf8')),
  )
  return [...new Set(texts.flatMap(packagesIn))].toSorted()
}

async function pinned(name: string): Promise<string> {
  const file = join(ROOT, 'node_modules', name, 'package.json')
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string }
  return `${name}@${version}`
}

if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
if (!(await ensureBuilt(DESKTOP, 'the desktop app'))) process.exit(1)
const whole = await wholeBill()
const { version } = whole.metadata.component
const own = (part: string): string => `@watchfloor/${part}@${version}`
const shared = [own('contract'), own('client')]
const bills = {
  'watchfloor-server': [...shared, own('server'), ...(await bundled('server'))],
  'watchfloor-desktop': [
    ...shared,
    ...(await bundled('main', 'preload', 'renderer')),
    await pinned('electron'),
  ],
}
await mkdir(OUT, { recursive: true })
for (const [name, packages] of Object.entries(bills)) {
  const bill = billOf(whole, { name, version, type: 'application' }, packages)
  const file = join(OUT, `${name}.cdx.json`)
  await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`)
  console.log(`${file}: ${bill.components.length} packages`)
}
