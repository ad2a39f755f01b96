import type { LabelSet, Millis } from '@watchfloor/contract'
import { fingerprint, formatTime } from '@watchfloor/contract'
import type { DemoAlert } from './story.ts'

/** What the demo does to a server; only through its public API, as any sender or person would. */
export interface DemoClient {
  /** Labels of everything that fires. */
  readonly alerts: () => Promise<readonly LabelSet[]>
  /** Firing until some minutes from now. */
  readonly fire: (
    alerts: readonly DemoAlert[],
    values: (alert: DemoAlert) => number,
    now: Millis,
  ) => Promise<void>
  readonly resolve: (labels: readonly LabelSet[], now: Millis) => Promise<void>
  /** Answers the silence's id. */
  readonly silence: (silence: {
    readonly matchers: LabelSet
    readonly from: Millis
    readonly to: Millis
    readonly by: string
    readonly comment: string
  }) => Promise<string>
  readonly expire: (silenceId: string) => Promise<void>
  /** Quiet when the alert has ended meanwhile. */
  readonly acknowledge: (labels: LabelSet, by: string) => Promise<void>
}

/** As Prometheus does with a resend delay of a minute. */
const KEEPS_FIRING_MS = 4 * 60_000
const BATCH = 64

export function createDemoClient(server: string, fetcher: typeof fetch): DemoClient {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetcher(`${server}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'user-agent': 'Prometheus/3.5.0 (watchfloor demo)' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok && response.status !== 404 && response.status !== 409) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 200)}`)
    }
    return text === '' ? undefined : JSON.parse(text)
  }
  const post = async (alerts: readonly object[]): Promise<void> => {
    for (let i = 0; i < alerts.length; i += BATCH) {
      await ask('POST', '/api/v2/alerts', alerts.slice(i, i + BATCH))
    }
  }

  return {
    alerts: async () => {
      const alerts = (await ask('GET', '/api/v2/alerts')) as readonly { readonly labels: LabelSet }[]
      return alerts.map(({ labels }) => labels)
    },
    fire: (alerts, values, now) =>
      post(
        alerts.map((alert) => ({
          labels: alert.labels,
          annotations: annotationsOf(alert, values(alert)),
          startsAt: formatTime(alert.startsAt),
          endsAt: formatTime(now + KEEPS_FIRING_MS),
          generatorURL: generatorOf(alert.labels),
        })),
      ),
    resolve: (labels, now) =>
      post(labels.map((set) => ({ labels: set, endsAt: formatTime(now), generatorURL: generatorOf(set) }))),
    silence: async ({ matchers, from, to, by, comment }) => {
      const answer = (await ask('POST', '/api/v2/silences', {
        matchers: Object.entries(matchers).map(([name, value]) => ({
          name,
          value,
          isRegex: false,
          isEqual: true,
        })),
        startsAt: formatTime(from),
        endsAt: formatTime(to),
        createdBy: by,
        comment,
      })) as { readonly silenceID: string }
      return answer.silenceID
    },
    expire: async (id) => {
      await ask('DELETE', `/api/v2/silence/${id}?name=demo`)
    },
    acknowledge: async (labels, by) => {
      await ask('POST', `/api/v2/alerts/${fingerprint(labels)}/acknowledge`, { name: by })
    },
  }
}

function annotationsOf(alert: DemoAlert, value: number): LabelSet {
  const { cluster = '' } = alert.labels
  return {
    summary: alert.ailment.summary(value),
    description: `${alert.ailment.description}\n${alert.service} in ${cluster}.`,
    runbook_url: `https://runbooks.example.com/${alert.ailment.alertname}`,
    dashboard_url: `https://grafana.example.com/d/${alert.service}?var-cluster=${cluster}`,
  }
}

/** Each cluster has its own Prometheus. */
function generatorOf(labels: LabelSet): string {
  const name = encodeURIComponent(`ALERTS{alertname="${labels.alertname}"}`)
  return `http://prometheus-${labels.cluster}.example.com:9090/graph?g0.expr=${name}`
}
