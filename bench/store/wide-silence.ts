import { loadavg } from 'node:os'
import { median } from '../measures/print-run.ts'
import type { Inside } from '../servers/server-probe.ts'
import type { SilenceServer } from './silence-server.ts'

const ROUNDS = 10

interface Round {
  /** Until the last event was read, ms. */
  readonly last: number
  readonly inside: Inside
  /** Waits of others meanwhile, ms. */
  readonly posts: readonly number[]
  readonly looks: readonly number[]
}

/**
 * A silence over a good part of the board begins and ends: until its last event was read; the longest turn of the
 * server's loop meanwhile, as work of its main thread, which other work on the machine does not lengthen; and how long
 * others wait, who post one alert after the other and ask for `/healthz`. Every other round nobody else asks, nor in the
 * first rounds, which follow one upon the other while the store puts in its place what was written before them; in all
 * others it has done so.
 */
export async function measureWideSilence(
  server: SilenceServer,
  of: (n: number) => readonly [name: string, expression: string],
): Promise<void> {
  const rounds = { begins: [] as Round[], ends: [] as Round[] }
  const alone = { begins: [] as Round[], ends: [] as Round[] }
  const restless = { begins: [] as Round[], ends: [] as Round[] }
  let hidden = 0
  for (let n = 0; n < 3 * ROUNDS; n++) {
    const into = n < ROUNDS ? restless : n % 2 === 0 ? alone : rounds
    const isAlone = into !== rounds
    const ready = (): Promise<void> => (into === restless ? Promise.resolve() : server.rested())
    let id = ''
    const silenced = server.told('alert_silenced')
    const begins = async (): Promise<void> => {
      const { silence, hides } = await server.save(...of(n))
      id = silence.id
      hidden = hides.count
      await silenced(hidden)
    }
    await ready()
    into.begins.push(await measured(server, begins, isAlone))
    const unsilenced = server.told('alert_unsilenced')
    const ends = async (): Promise<void> => {
      await server.expire(id)
      await unsilenced(hidden)
    }
    await ready()
    into.ends.push(await measured(server, ends, isAlone))
  }
  for (const [what, key] of [
    ['begins', 'begins'],
    ['ends', 'ends'],
  ] as const) {
    const [quiet, busy, crowded] = [alone[key], rounds[key], restless[key]]
    const lasts = (of: readonly Round[]): string => inMs(of.map(({ last }) => last))
    const works = (of: readonly Round[]): string => inMs(of.map(({ inside }) => inside.longest.work))
    const waits = (name: string, of: (round: Round) => readonly number[]): string => {
      const all = busy.flatMap(of)
      return `${name} p50 ${median(all).toFixed(1)}, longest of a round ${inMs(busy.map((round) => Math.max(...of(round))))}`
    }
    console.log(
      [
        `a silence that hides ${hidden} alerts ${what}, last event: ${lasts(quiet)}; beside others ${lasts(busy)}; without a rest of the store ${lasts(crowded)}`,
        `longest turn of the main thread, its own work: ${works(quiet)}; beside others ${works(busy)}`,
        `meanwhile ${waits('a new alert', ({ posts }) => posts)}; ${waits('/healthz', ({ looks }) => looks)}`,
      ].join('\n  '),
    )
  }
  console.log(`load average ${(loadavg()[0] ?? 0).toFixed(1)}`)
}

let sent = 0

async function measured(server: SilenceServer, work: () => Promise<void>, isAlone: boolean): Promise<Round> {
  await server.inside()
  let isOver = false
  const repeat = async (ask: () => Promise<unknown>): Promise<readonly number[]> => {
    const waits: number[] = []
    while (!isOver && !isAlone) {
      const begin = performance.now()
      await ask()
      waits.push(performance.now() - begin)
    }
    return waits
  }
  const posts = repeat(() => server.fire([{ alertname: 'Beside', n: `${sent++}` }]))
  const looks = repeat(() => server.ask('GET', '/healthz'))
  const begin = performance.now()
  await work()
  const last = performance.now() - begin
  const inside = await server.inside()
  isOver = true
  return { last, inside, posts: await posts, looks: await looks }
}

function inMs(samples: readonly number[]): string {
  return `${median(samples).toFixed(0)} ms (most ${Math.max(...samples).toFixed(0)})`
}
