/** What a server tells about itself between two looks, ms. */
export interface SelfReport {
  /** How late its loop came round; Node's own sampling every 10 ms is part of it. */
  readonly loop: { readonly p50: number; readonly p99: number; readonly longest: number }
  /** Its commits to disk: at most so long. */
  readonly commit: { readonly p50: number; readonly p99: number }
  /** Its fan-outs, from the first write to the last: at most so long. */
  readonly broadcast: { readonly p50: number; readonly p99: number }
}

const COMMIT = 'watchfloor_commit_duration_seconds'
const BROADCAST = 'realtime_broadcast_duration_seconds'

/** Reads a server's metrics; each report is about the time since the one before. */
export function metricsReader(url: string, token?: string): () => Promise<SelfReport> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  let before = new Map<string, number>()
  return async () => {
    const now = parse(await (await fetch(`${url}/metrics`, { headers })).text())
    const ms = (name: string): number =>
      (now.get(`nodejs_eventloop_lag_${name}_seconds`) ?? Number.NaN) * 1000
    const quantiles = (histogram: string) => ({
      p50: quantileOf(histogram, before, now, 0.5),
      p99: quantileOf(histogram, before, now, 0.99),
    })
    const report = {
      loop: { p50: ms('p50'), p99: ms('p99'), longest: ms('max') },
      commit: quantiles(COMMIT),
      broadcast: quantiles(BROADCAST),
    }
    before = now
    return report
  }
}

/** One value; `series` is its name with its labels, as they are written. */
export async function metricOf(url: string, series: string): Promise<number> {
  return parse(await (await fetch(`${url}/metrics`)).text()).get(series) ?? 0
}

function parse(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

/** The upper bound of the bucket that the quantile lies in, ms. */
function quantileOf(
  histogram: string,
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  q: number,
): number {
  const grown = (key: string): number => (now.get(key) ?? 0) - (before.get(key) ?? 0)
  const total = grown(`${histogram}_count`)
  for (const key of now.keys()) {
    const bound = key.startsWith(`${histogram}_bucket`) ? /le="([^"]+)"/.exec(key)?.[1] : undefined
    if (bound !== undefined && grown(key) >= q * total)
      return Number(bound.replace('+Inf', 'Infinity')) * 1000
  }
  return Number.NaN
}
