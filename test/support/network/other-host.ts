import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Another host: a network namespace at the other end of a cable of its own. Linux, as root. */
export interface OtherHost {
  /** Where this side is reached from there. */
  readonly here: string
  /** A command that runs there. */
  readonly command: (program: string, ...args: string[]) => readonly [string, ...string[]]
  /** From now on nothing that it sends arrives; it notices nothing. */
  readonly mute: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** Undefined where this process may not make networks. */
export async function makeOtherHost(): Promise<OtherHost | undefined> {
  const name = `wf${process.pid}`
  const subnet = `10.213.${process.pid % 256}`
  const ip = (line: string) => run('ip', line.split(' '))
  try {
    await ip(`netns add ${name}`)
  } catch {
    return undefined
  }
  const remove = async (): Promise<void> => {
    await ip(`netns delete ${name}`)
  }
  try {
    await ip(`link add ${name}a type veth peer name ${name}b netns ${name}`)
    await ip(`address add ${subnet}.1/24 dev ${name}a`)
    await ip(`link set ${name}a up`)
    await ip(`-n ${name} address add ${subnet}.2/24 dev ${name}b`)
    await ip(`-n ${name} link set ${name}b up`)
  } catch {
    await remove()
    return undefined
  }
  return {
    here: `${subnet}.1`,
    command: (program, ...args) => ['ip', 'netns', 'exec', name, program, ...args],
    mute: async () => {
      await ip(`-n ${name} route add blackhole ${subnet}.1/32`)
    },
    remove,
  }
}
