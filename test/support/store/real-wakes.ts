import { onTestFinished } from 'vitest'
import { systemClock, systemTimers } from '../../../server/src/ground/clock.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { keepWakes, type Wakes, type WokenBy } from '../../../server/src/wake/wakes.ts'
import type { WayMaker } from '../../../server/src/wake/way.ts'
import { until } from '../until.ts'

/** How one server wakes others and is woken, and by what it was, closed with the test. */
export interface RealWakes extends Wakes {
  readonly looks: WokenBy[]
}

let servers = 0

/** That of a server of its own. */
export function realWakes(maker: WayMaker): RealWakes {
  const looks: WokenBy[] = []
  const wakes = keepWakes({
    node: `server-${++servers}`,
    maker,
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
    logger: SILENT,
    onLook: (by) => looks.push(by),
  })
  onTestFinished(wakes.close)
  return { ...wakes, looks }
}

export const working = (...all: readonly Wakes[]): Promise<true> =>
  until('the way to work', () => all.every((one) => one.reading().isWorking) || undefined)

export const troubled = (one: Wakes): Promise<string> =>
  until('the row to say why', () => one.findings()[0]?.message)

/** Says it until another hears it: one message may be lost, and that is allowed. */
export async function wake(from: Wakes, to: RealWakes): Promise<void> {
  const heard = (): number => to.looks.filter((by) => by !== 'time').length
  const before = heard()
  await until('a wake', () => {
    from.publish(1)
    return heard() > before || undefined
  })
}
