import { fingerprint } from '@watchfloor/contract'
import { post } from '../http/post.ts'

/** What a server answered for with 200: this must be in its store for good. */
export interface Answered {
  readonly type: 'alert_created' | 'alert_acknowledged' | 'alert_resolved'
  readonly alertname: string
  /** When the answer was there, by `process.hrtime`. */
  readonly at: bigint
}

export interface AnsweredLoad {
  /** Of every server that there was so far. */
  readonly answered: readonly Answered[]
  /** Alerts begin, are taken and end, from a few senders at once, until it is stopped or the server is gone. */
  readonly start: (url: string) => RunningLoad
}

export interface RunningLoad {
  /** Resolves when so many more were answered, or the server is gone. */
  readonly after: (count: number) => Promise<void>
  readonly stop: () => Promise<void>
}

const SENDERS = 4
const AN_HOUR = 3_600_000

/** `mostAtOnce` alerts in a request. */
export function answeredLoad(random: () => number, mostAtOnce = 20): AnsweredLoad {
  const answered: Answered[] = []
  let count = 0
  return {
    answered,
    start: (url) => {
      const ours: string[] = []
      const waiting = new Map<() => void, number>()
      let isOver = false
      const take = (type: Answered['type'], names: readonly string[]): void => {
        const at = process.hrtime.bigint()
        for (const alertname of names) answered.push({ type, alertname, at })
        for (const [resolve, least] of waiting) if (answered.length >= least) resolve()
      }
      const send = async (path: string, body: unknown): Promise<boolean> => {
        const status = await post(`${url}/api/v2/alerts${path}`, body).then(
          async (response) => {
            await response.text()
            return response.status
          },
          () => undefined,
        )
        // A server that was killed, or drains, answers no more; an alert may have ended before it is taken.
        if (status === undefined || status === 503) isOver = true
        else if (status !== 200 && status !== 409) throw new Error(`POST ${path} was answered ${status}`)
        return status === 200
      }
      const sender = async (): Promise<void> => {
        while (!isOver) {
          const names = Array.from({ length: 1 + Math.floor(random() * mostAtOnce) }, () => `Alert${count++}`)
          const alertsOf = (those: readonly string[], ends: number) =>
            those.map((alertname) => ({
              labels: { alertname },
              annotations: { summary: `what ${alertname} means, in the words of whoever wrote the rule` },
              endsAt: new Date(Date.now() + ends).toISOString(),
            }))
          if (await send('', alertsOf(names, AN_HOUR))) take('alert_created', names)
          else break
          ours.push(...names)
          const taken = ours[Math.floor(random() * ours.length)] as string
          if (await send(`/${fingerprint({ alertname: taken })}/acknowledge`, { name: 'Ana' }))
            take('alert_acknowledged', [taken])
          const over = ours.splice(0, Math.floor(random() * 4))
          if (over.length > 0 && (await send('', alertsOf(over, 0)))) take('alert_resolved', over)
        }
        for (const resolve of waiting.keys()) resolve()
      }
      const sending = Promise.all(Array.from({ length: SENDERS }, sender))
      return {
        after: (more) =>
          new Promise((resolve) => {
            if (isOver) resolve()
            else waiting.set(resolve, answered.length + more)
          }),
        stop: async () => {
          isOver = true
          await sending
        },
      }
    },
  }
}
