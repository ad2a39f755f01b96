import { execFile } from 'node:child_process'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { BARE } from './debian-root.ts'
import type { Stage, Step } from './dockerfile.ts'
import { nodeRoot } from './node-root.ts'
import { runWithin } from './run-within.ts'

const run = promisify(execFile)

/** How long one step may take, ms. */
const PATIENCE = 600_000

/** Where npm finds in there what it has fetched out here before; by the lock file it is the same. */
const NPM_CACHE = '/tmp/npm-cache'

/** What a stage of the Dockerfile has made. */
export interface Built {
  readonly root: string
  readonly env: Readonly<Record<string, string>>
}

interface Building {
  readonly root: string
  readonly context: string
  readonly stages: ReadonlyMap<string, Built>
  readonly env: Record<string, string>
  readonly args: Record<string, string>
  folder: string
}

/**
 * Does in a Debian of its own what an engine would do for one stage, step by step. In the place of the image that it
 * begins from stands an empty Debian 12 with this Node and its npm where that image has them.
 */
export async function runStage(
  { steps }: Stage,
  context: string,
  stages: ReadonlyMap<string, Built>,
  given: Readonly<Record<string, string>>,
): Promise<Built> {
  const root = await nodeRoot()
  const building: Building = { root, context, stages, env: {}, args: {}, folder: '/' }
  for (const step of steps) await doStep(building, step, given)
  return { root, env: building.env }
}

async function doStep(building: Building, step: Step, given: Readonly<Record<string, string>>) {
  switch (step.keyword) {
    case 'ARG':
      for (const [name, value] of Object.entries(step.pairs)) building.args[name] = given[name] ?? value
      return
    case 'ENV':
      Object.assign(building.env, step.pairs)
      return
    case 'WORKDIR':
      building.folder = resolve(building.folder, step.rest)
      await mkdir(join(building.root, building.folder), { recursive: true })
      return
    case 'COPY':
      return copy(building, step)
    case 'RUN':
      return runInside(building, step.rest)
    case 'LABEL':
    case 'USER':
    case 'VOLUME':
    case 'EXPOSE':
    case 'STOPSIGNAL':
    case 'HEALTHCHECK':
    case 'ENTRYPOINT':
    case 'CMD':
      return
    default:
      throw new Error(`the test does not know what ${step.keyword} does`)
  }
}

async function copy({ root, folder, context, stages }: Building, { rest, flags }: Step): Promise<void> {
  const origin = flags.from === undefined ? context : stages.get(flags.from)?.root
  if (origin === undefined) throw new Error(`there is no stage ${flags.from}`)
  const paths = rest.split(' ')
  const to = paths.pop() ?? ''
  const place = join(root, resolve(folder, to))
  for (const path of paths) {
    const source = join(origin, path)
    // Of a folder what is in it, of a file itself.
    const isFolder = (await stat(source)).isDirectory()
    const target = isFolder || !to.endsWith('/') ? place : join(place, basename(path))
    await mkdir(isFolder ? target : dirname(target), { recursive: true })
    await run('cp', ['--archive', isFolder ? `${source}/.` : source, target])
  }
}

/** In namespaces of its own, so that what the command started ends with it; "$1" is the cache, "$2" the root. */
const INSIDE = `set -e
mkdir -p "$1" "$2${NPM_CACHE}"
mount --bind "$1" "$2${NPM_CACHE}"
exec chroot "$2" /bin/sh -ec "$3"`

async function runInside({ root, folder, env, args }: Building, command: string): Promise<void> {
  const cache = (await run('npm', ['config', 'get', 'cache'])).stdout.trim()
  const alone = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', INSIDE, 'inside']
  await runWithin(PATIENCE, 'unshare', [...alone, cache, root, `cd ${folder}\n${command}`], {
    ...BARE,
    HOME: '/root',
    npm_config_cache: NPM_CACHE,
    ...(await certificates(root)),
    ...args,
    ...env,
  })
}

/** Where this machine's registry is known by a certificate of its own, so it is inside. */
async function certificates(root: string): Promise<Record<string, string>> {
  const { NODE_EXTRA_CA_CERTS: file } = process.env
  if (file === undefined) return {}
  const place = '/tmp/certificates.pem'
  await copyFile(file, join(root, place))
  return { NODE_EXTRA_CA_CERTS: place }
}
