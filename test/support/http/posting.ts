import { setTimeout as sleep } from 'node:timers/promises'

/** A sender as Prometheus is one: it sends each alert again and again until it gets its 200. */
export interface Posting {
  /** Names of the alerts whose sender got its 200. */
  readonly answered: ReadonlySet<string>
  /** Ends; what is under way is not waited for longer than one attempt. */
  readonly stop: () => Promise<void>
}

/** Sends new alerts to wherever the server is now, almost without a pause unless one is given. */
export function startPosting(url: () => string, { pauseMs = 10 } = {}): Posting {
  const answered = new Set<string>()
  let isOver = false
  let count = 0
  const post = async (names: readonly string[]): Promise<boolean> => {
    const body = JSON.stringify(names.map((alertname) => ({ labels: { alertname, severity: 'critical' } })))
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url()}/api/v2/alerts`, { method: 'POST', headers, body }).catch(
      () => undefined,
    )
    await response?.body?.cancel().catch(() => undefined)
    if (response?.status !== 200) return false
    for (const name of names) answered.add(name)
    return true
  }
  const send = async (): Promise<void> => {
    while (!isOver) {
      const names = Array.from({ length: 3 }, () => `Posted${count++}`)
      while (!isOver && !(await post(names))) await sleep(50)
      await sleep(pauseMs)
    }
  }
  const running = Promise.all([send(), send()])
  return {
    answered,
    stop: async () => {
      isOver = true
      await running
    },
  }
}
