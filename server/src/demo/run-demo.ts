import { type Clock, systemClock } from '../ground/clock.ts'
import { playDemo } from './play-demo.ts'

/** Flags of the command line, as text. */
export type DemoFlags = Readonly<Partial<Record<'server' | 'speed' | 'seed' | 'mix', string>>>

/** Where the demo posts when nothing else is said: a server with its default address. */
export const DEMO_SERVER = 'http://127.0.0.1:9095'

/** The `demo` command: posts until Ctrl-C, then clears up. Answers the exit code. */
export async function runDemo(flags: DemoFlags, clock: Clock = systemClock): Promise<number> {
  const speed = Number(flags.speed ?? '1')
  const seed = Number(flags.seed ?? '1')
  const server = (flags.server ?? DEMO_SERVER).replace(/\/+$/, '')
  const wrong = problemOf({ speed, seed, server })
  if (wrong !== undefined) {
    process.stderr.write(`${wrong}\n`)
    return 2
  }
  const stop = new AbortController()
  process.on('SIGINT', () => stop.abort())
  process.on('SIGTERM', () => stop.abort())
  const played = await playDemo({
    server,
    speed,
    seed,
    mix: 'mix' in flags,
    fetcher: fetch,
    clock,
    stop: stop.signal,
    say: (text) => process.stdout.write(`${text}\n`),
  })
  if (played.ok) return 0
  process.stderr.write(`${played.message}\n`)
  return 1
}

function problemOf(given: { readonly speed: number; readonly seed: number; readonly server: string }) {
  if (!(given.speed > 0 && given.speed <= 1000)) return '--speed must be a number above 0 and up to 1000.'
  if (!Number.isSafeInteger(given.seed)) return '--seed must be a whole number.'
  if (!/^https?:\/\//.test(given.server) || !URL.canParse(given.server)) {
    return '--server must be an address such as http://127.0.0.1:9095.'
  }
  return undefined
}
