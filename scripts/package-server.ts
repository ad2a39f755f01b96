import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import { VIEWER_FOLDER } from '../server/src/ground/own-files.ts'
import { VIEWER_FILES } from '../server/src/http/docs-page.ts'
import { BOARD, ensureBuilt, SERVER_PACKAGE } from './fresh-build.ts'
import { compressTexts } from './packaging/compress.ts'
import { LICENCES_FILE, licenceOf, licences } from './packaging/licences.ts'
import { ROOT } from './run-command.ts'

// npm run package:server: everything that the server needs, in out/server, with nothing to install or compile.
// `npm pack ./out/server` makes one file of it.

const OUT = join(ROOT, dirname(SERVER_PACKAGE.made[0] ?? ''))
const LIB = join(OUT, 'lib')
const SOURCES = join(ROOT, 'server/src')

/** What runs, each as one file: the server, and the threads of its store, which it looks for beside itself. */
const ENTRIES = {
  server: 'cli/main.ts',
  'writer-thread': 'storage/sqlite/writer-thread.ts',
  'reader-thread': 'storage/sqlite/reader-thread.ts',
  'checkpoint-thread': 'storage/sqlite/checkpoint-thread.ts',
  'past-thread': 'storage/postgres/past-thread.ts',
}

// Whoever builds it, a test too, gets the same bytes.
process.env.NODE_ENV = 'production'

async function bundle(name: string, entry: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    resolve: {
      alias: [
        { find: /^\.*\/(ground\/)?own-files\.ts$/, replacement: join(SOURCES, 'ground/packaged-files.ts') },
      ],
    },
    plugins: [licences()],
    build: {
      ssr: join(SOURCES, entry),
      target: 'node22.18',
      minify: true,
      outDir: join(LIB, name),
      rolldownOptions: { output: { format: 'esm', entryFileNames: `${name}.js`, codeSplitting: false } },
    },
  })
  await copyFile(join(LIB, name, `${name}.js`), join(LIB, `${name}.js`))
}

/** The board's build, compressed already, with its own licences; and the page that shows the API. */
async function copyPages(): Promise<void> {
  await cp(join(ROOT, 'out/renderer'), join(LIB, 'console'), { recursive: true })
  await mkdir(join(LIB, 'viewer'), { recursive: true })
  for (const file of VIEWER_FILES) await copyFile(join(VIEWER_FOLDER, file), join(LIB, 'viewer', file))
  await compressTexts(join(LIB, 'viewer'))
}

async function writeLicences(): Promise<void> {
  const bundles = [...Object.keys(ENTRIES), 'console'].map((name) => join(LIB, name, LICENCES_FILE))
  const texts = await Promise.all(bundles.map((file) => readFile(file, 'utf8')))
  const all = texts.flatMap((text) => text.split(/^(?=─{80}$)/m))
  all.push(await licenceOf(join(ROOT, 'node_modules/@fastify/swagger-ui')))
  await writeFile(join(OUT, LICENCES_FILE), [...new Set(all)].toSorted().join(''))
  for (const name of Object.keys(ENTRIES)) await rm(join(LIB, name), { recursive: true })
}

async function writeManifest(): Promise<void> {
  const own = JSON.parse(await readFile(join(ROOT, 'server/package.json'), 'utf8')) as Record<string, unknown>
  const { engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >
  const { name, version, description, license } = own
  const bin = { 'watchfloor-server': 'watchfloor-server.js' }
  const files = ['lib', 'watchfloor-server.js', LICENCES_FILE]
  const manifest = { name, version, description, license, type: 'module', bin, engines, files }
  await writeFile(join(OUT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

if (!(await ensureBuilt(BOARD, 'the board'))) process.exit(1)
await rm(OUT, { recursive: true, force: true })
for (const [name, entry] of Object.entries(ENTRIES)) await bundle(name, entry)
await copyPages()
await writeLicences()
await copyFile(join(ROOT, 'LICENSE'), join(OUT, 'LICENSE'))
await copyFile(join(ROOT, 'scripts/packaging/README.md'), join(OUT, 'README.md'))
await copyFile(join(ROOT, 'scripts/packaging/watchfloor-server.js'), join(OUT, 'watchfloor-server.js'))
await chmod(join(OUT, 'watchfloor-server.js'), 0o755)
// Last: by it the next start knows that the package is whole.
await writeManifest()
