import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { type Program, startProgram } from '../programs/program.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { BARE } from './debian-root.ts'
import { commandOf, type Stage } from './dockerfile.ts'
import type { Built } from './run-stage.ts'
import { runWithin } from './run-within.ts'

const run = promisify(execFile)

/** How long a command beside the server may take, ms. */
const PATIENCE = 30_000

/** A command of the image, running as an engine would have it run: alone, as nobody, and with nothing to write to. */
export interface Container {
  /** The process itself, by its number out here. */
  readonly pid: number
  /** Everything that it printed so far. */
  readonly output: () => string
  /** Runs something beside it, as the same user. */
  readonly exec: (...command: readonly string[]) => Promise<string>
  /** Ends it as an engine does, by the image's signal; answers its exit code. */
  readonly stop: () => Promise<number>
}

/** As Docker's `--read-only --cap-drop ALL --security-opt no-new-privileges` and a volume leave it. */
const CONFINE = `set -e
mount --bind "$1" "$1"
mount --bind "$2" "$1$3"
mount -t proc proc "$1/proc"
mount -o remount,bind,ro "$1"
ip link set lo up
shift 3
exec "$@"`

/** The data of an image's first start: what the image has in that place, with its owner and rights. */
export async function newVolume({ root }: Built, place: string): Promise<string> {
  const volume = join(await tempDir(), 'volume')
  await run('cp', ['--archive', join(root, place), volume])
  return volume
}

export async function startContainer(
  { steps }: Stage,
  { root, env: ofImage }: Built,
  volume: string,
  /** What whoever starts it says beside that. */
  said: Readonly<Record<string, string>>,
): Promise<Container> {
  const env = { ...ofImage, ...said }
  const word = (keyword: string): string => steps.findLast((step) => step.keyword === keyword)?.rest ?? ''
  const [uid, gid] = word('USER').split(':')
  const asUser = [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
  ]
  const command = [...commandOf(steps, 'ENTRYPOINT'), ...commandOf(steps, 'CMD')]
  const chroot = ['chroot', root, ...asUser]
  const program = startProgram(
    'unshare',
    [
      ...['--mount', '--net', '--pid', '--fork'],
      ...['sh', '-c', CONFINE, 'confine', root, volume, word('VOLUME'), ...chroot, ...command],
    ],
    { env: { ...BARE, ...env } },
  )
  onTestFinished(() => kill(program))
  const pid = await until('the first process of the container', () => firstProcess(program))
  return {
    pid,
    output: program.output,
    exec: (...wanted) => {
      const place = ['--target', String(pid), '--mount', '--net', '--pid']
      return runWithin(PATIENCE, 'nsenter', [...place, ...chroot, ...wanted], { ...BARE, ...env })
    },
    stop: () => {
      const signal = word('STOPSIGNAL') as NodeJS.Signals
      process.kill(pid, signal)
      return until(`the container to end on ${signal}`, () => program.child.exitCode ?? undefined, PATIENCE)
    },
  }
}

/** What unshare has for a child. */
async function firstProcess({ child, output }: Program): Promise<number | undefined> {
  if (child.exitCode !== null) throw new Error(`the container ended:\n${output()}`)
  const text = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'latin1')
  return Number(text.trim()) || undefined
}

/**
 * Everything in it goes with its first process. unshare's own --kill-child does not reach that: the kernel forgets it
 * when the child becomes another user, and the orphan would hold the pipes on which the test waits.
 */
async function kill(program: Program): Promise<void> {
  const pid = program.child.exitCode === null ? await firstProcess(program) : undefined
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
  await program.stop('SIGKILL')
}
