import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import type { Ingested, IngestQuestions } from '../load/ingest-sender.ts'
import { residentOf } from '../measures/process-cost.ts'
import { type Cost, costBetween, costOf, cpuOfAll } from '../measures/thread-cost.ts'
import type { AlertTaker } from '../servers/alert-takers.ts'
import type { Plan, Step } from './plans.ts'

/** What a step cost a server. */
export interface Taken {
  readonly sent: Ingested
  /** From its first request to its last answer. */
  readonly now: Cost
  /** From there until nothing is behind, and how long that took. */
  readonly later: Cost & { readonly seconds: number; readonly behind: number }
  readonly resident: number
}

/** Moved deadlines are written this late at most, seconds; a server that has worked so little since then rests. */
const WRITTEN_WITHIN = 5
const LOOK_EVERY_MS = 500
const RESTING = 0.05
const AN_HOUR = 3_600_000

/** Takes the steps of a plan on one server, each when the one before is wholly done. */
export async function takeAlerts(
  start: () => Promise<AlertTaker>,
  plan: Plan,
  alerts: number,
): Promise<Record<string, Taken>> {
  const server = await start()
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    const taken: Record<string, Taken> = {}
    for (const step of plan.steps) taken[step.what] = await take(server, step)
    return taken
  } finally {
    await sender.stop()
    await server.stop()
  }

  async function take({ port, pid, behind }: AlertTaker, { from, parts }: Step): Promise<Taken> {
    const before = await costOf(pid)
    const sent = await sender.ask('ingest', {
      port,
      from: from * alerts,
      alerts: parts * alerts,
      batch: plan.batch,
      senders: plan.senders,
      endsAt: new Date(Date.now() + AN_HOUR).toISOString(),
    })
    const answered = await costOf(pid)
    const began = performance.now()
    const left = await behind()
    const seconds = await caughtUp(pid, behind, began)
    const done = await costOf(pid)
    return {
      sent,
      now: costBetween(before, answered),
      later: { ...costBetween(answered, done), seconds, behind: left },
      resident: await residentOf(pid),
    }
  }
}

/** Waits until nothing is behind and the server has come to rest; answers after how many seconds it last worked. */
async function caughtUp(pid: number, behind: () => Promise<number>, began: number): Promise<number> {
  const passed = (): number => (performance.now() - began) / 1_000
  let seconds = 0
  for (;;) {
    const before = await costOf(pid)
    await sleep(LOOK_EVERY_MS)
    const worked = cpuOfAll(costBetween(before, await costOf(pid))) / (LOOK_EVERY_MS / 1_000)
    const isBehind = (await behind()) > 0
    if (isBehind) seconds = passed()
    if (!isBehind && worked < RESTING && passed() > WRITTEN_WITHIN) return seconds
    if (passed() > 120) throw new Error('the server does not come to rest')
  }
}
