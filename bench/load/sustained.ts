import { setTimeout as sleep } from 'node:timers/promises'
import { Latencies } from '../measures/latencies.ts'
import { BareConnection } from './bare-connection.ts'
import { postOf } from './bench-alerts.ts'

/** A steady load: as many alerts end as begin. */
export interface SustainTask {
  readonly port: number
  readonly minutes: number
  /** Alerts a second in all: half of them begin, the other half are those that began `lifeSeconds` ago and end. */
  readonly rate: number
  readonly batch: number
  readonly senders: number
  readonly lifeSeconds: number
}

export interface ByMinute {
  readonly alerts: number
  readonly refused: number
  /** From the moment that a request was due, so a server that falls behind cannot hide it, ms. */
  readonly p50: number
  readonly p99: number
}

const MINUTE = 60_000
const LATER = 3_600_000

interface Due {
  readonly at: number
  readonly from: number
  readonly isEnd: boolean
}

/** Posts at its own pace, whatever the server does. */
export async function sustain(task: SustainTask): Promise<readonly ByMinute[]> {
  const { port, minutes, rate, batch, senders } = task
  const connections = await Promise.all(Array.from({ length: senders }, () => BareConnection.open(port)))
  const latencies = new Latencies()
  const results: ByMinute[] = []
  const queue: Due[] = []
  let [alerts, refused, isOver] = [0, 0, false]
  let wake: (() => void)[] = []

  const work = async (connection: BareConnection): Promise<void> => {
    while (!isOver) {
      const due = queue.shift()
      if (due === undefined) {
        await new Promise<void>((resolve) => wake.push(resolve))
        continue
      }
      const endsAt = new Date(Date.now() + (due.isEnd ? 0 : LATER)).toISOString()
      const status = await connection.send(postOf(port, { from: due.from, count: batch, endsAt }))
      latencies.add((performance.now() - due.at) * 1_000)
      alerts += batch
      if (status !== 200) refused += batch
    }
  }
  const working = Promise.all(connections.map(work))

  const began = performance.now()
  const everyMs = (batch / (rate / 2)) * 1_000
  const behind = Math.round((task.lifeSeconds * 1_000) / everyMs)
  for (let n = 0, minute = 1; minute <= minutes; ) {
    const now = performance.now()
    for (; began + n * everyMs <= now; n++) {
      const at = began + n * everyMs
      queue.push({ at, from: n * batch, isEnd: false })
      if (n >= behind) queue.push({ at, from: (n - behind) * batch, isEnd: true })
    }
    for (const one of wake.splice(0)) one()
    if (now - began >= minute * MINUTE) {
      results.push({ alerts, refused, p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) })
      latencies.clear()
      ;[alerts, refused] = [0, 0]
      minute++
    }
    await sleep(2)
  }
  isOver = true
  for (const one of wake) one()
  wake = []
  await working
  for (const connection of connections) connection.close()
  return results
}
