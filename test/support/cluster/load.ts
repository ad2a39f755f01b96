import { setTimeout as sleep } from 'node:timers/promises'
import { fingerprint, type Millis } from '@watchfloor/contract'
import { post } from '../http/post.ts'
import { until } from '../until.ts'
import { type Act, type Answers, FAITHFUL, SILENT, type Word } from './answers.ts'

export interface Load extends Answers {
  /** Everything answered with 200 so far. */
  readonly answered: () => number
  /** Resolves when so many more were answered. */
  readonly after: (count: number) => Promise<void>
  /** Ends, and waits for what is under way. Those that are sent all the time go on to be sent until `end`. */
  readonly stop: () => Promise<void>
  readonly end: () => Promise<void>
}

export interface LoadOptions {
  /** Where the nodes are, those that are away too: that is for the sender to find out. */
  readonly urls: readonly string[]
  readonly random: () => number
  /** Between two things that one sender says, milliseconds. */
  readonly pause?: number
  readonly senders?: number
}

const AN_HOUR = 3_600_000
/** Nobody waits longer for an answer. */
const PATIENCE = 6_000
/** Somewhere, and by whichever node, something is answered again within this. */
const ANSWERED_WITHIN = 45_000
/** End of what is sent all the time, from when it is sent; and how often that is. */
const FAITHFUL_ENDS = 4_000
const FAITHFUL_EVERY = 600
const FAITHFUL_COUNT = 6
/** So many alerts of one sender fire at most: however long it lasts, a board has room for all. */
const MOST_FIRING = 2_000

/** Senders and people who turn to any node, and remember what they were answered. */
export function startLoad({ urls, random, pause = 30, senders = 4 }: LoadOptions): Load {
  const words: Word[] = []
  const acts: Act[] = []
  let answered = 0
  let isOver = false
  let isEnded = false
  let count = 0
  const any = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const chance = (share: number): boolean => random() < share

  const ask = async (url: string, path: string, body: unknown): Promise<Response | undefined> => {
    const answer = await Promise.race([
      post(`${url}/api/v2${path}`, body).catch((): undefined => undefined),
      sleep(PATIENCE).then((): undefined => undefined),
    ])
    const isTaken = answer?.status === 200
    if (answer !== undefined && !isTaken && ![404, 409, 500, 502, 503, 504].includes(answer.status))
      throw new Error(`POST ${path} was answered ${answer.status}: ${await answer.text()}`)
    if (!isTaken) await answer?.body?.cancel()
    return isTaken ? answer : undefined
  }

  /** Says the same of some alerts to some nodes at once. Is it kept by one of them at least? */
  const tell = async (
    to: readonly string[],
    names: readonly string[],
    says: Word['says'],
    lasts: Millis,
  ): Promise<boolean> => {
    const asked = Date.now()
    const ends = asked + lasts
    const body = names.map((alertname) => ({
      labels: { alertname, severity: 'critical' },
      annotations: { summary: `what ${alertname} means` },
      endsAt: new Date(ends).toISOString(),
    }))
    const each = await Promise.all(
      to.map(async (url) => {
        const answer = await ask(url, '/alerts', body)
        await answer?.text().catch(() => undefined)
        const isKept = answer !== undefined
        const settled = Date.now()
        for (const alertname of names) words.push({ alertname, says, ends, asked, settled, isKept })
        if (isKept) answered += names.length
        return isKept
      }),
    )
    return each.includes(true)
  }

  /** Now to all at once, as Prometheus does, and now to one; again until somebody has it. */
  const insist = async (names: readonly string[], says: Word['says'], lasts: Millis): Promise<void> => {
    while (!(await tell(chance(0.5) ? urls : [any(urls)], names, says, lasts)) && !isOver) await sleep(50)
  }

  const sender = async (): Promise<void> => {
    const ours: string[] = []
    while (!isOver) {
      const names = Array.from({ length: 1 + Math.floor(random() * 4) }, () => `Alert${count++}`)
      await insist(names, 'fires', AN_HOUR)
      ours.push(...names)
      if (chance(0.4)) await tell([any(urls)], [any(ours)], 'fires', AN_HOUR)
      if (chance(0.3)) await acknowledge(any(ours))
      const some = chance(0.5) ? 1 + Math.floor(random() * 3) : 0
      const over = ours.splice(0, Math.max(some, ours.length - MOST_FIRING))
      if (over.length > 0) await insist(over, 'over', -1)
      await sleep(pause * random() * 2)
    }
  }

  const acknowledge = async (alertname: string): Promise<void> => {
    const name = `Person ${count++}`
    const answer = await ask(
      any(urls),
      `/alerts/${fingerprint({ alertname, severity: 'critical' })}/acknowledge`,
      {
        name,
      },
    )
    if (answer === undefined) return
    await answer.text()
    acts.push({ did: 'acknowledge', mark: name, settled: Date.now() })
    answered++
  }

  const silencer = async (): Promise<void> => {
    while (!isOver) {
      const answer = await ask(any(urls), '/silences', {
        matchers: [{ name: 'alertname', value: `Alert${count + 3}`, isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + AN_HOUR).toISOString(),
        createdBy: 'Ana',
        comment: 'works',
      })
      const body = (await answer?.json().catch(() => undefined)) as { silenceID: string } | undefined
      if (body !== undefined) acts.push({ did: 'silence', mark: body.silenceID, settled: Date.now() })
      await sleep(500)
    }
  }

  /** Two nodes at least hear each of its words, and nobody waits for the answer before the next. */
  const faithful = async (): Promise<void> => {
    const names = Array.from({ length: FAITHFUL_COUNT }, (_, n) => `${FAITHFUL}${n}`)
    const open = new Set<Promise<unknown>>()
    while (!isEnded) {
      const away = Math.floor(random() * urls.length * 2)
      const to = urls.length > 2 ? urls.filter((_, n) => n !== away) : urls
      const told = tell(to, names, 'fires', FAITHFUL_ENDS).finally(() => open.delete(told))
      open.add(told)
      await sleep(FAITHFUL_EVERY)
    }
    await Promise.all(open)
    while (!(await tell(urls, names, 'over', -1))) await sleep(50)
  }

  const silent = async (): Promise<void> => {
    while (!isOver) {
      await insist([`${SILENT}${count++}`], 'fires', 1_000 + random() * 1_000)
      await sleep(300)
    }
  }

  const running = Promise.all([...Array.from({ length: senders }, sender), silencer(), silent()])
  const going = faithful()
  // Told where it is waited for.
  for (const each of [running, going]) each.catch(() => undefined)
  return {
    words,
    acts,
    answered: () => answered,
    after: async (more) => {
      const least = answered + more
      await until(
        `${more} more to be answered`,
        () => (isOver || answered >= least ? true : undefined),
        ANSWERED_WITHIN,
      )
    },
    stop: async () => {
      isOver = true
      await running
    },
    end: async () => {
      isOver = true
      isEnded = true
      await Promise.all([running, going])
    },
  }
}
