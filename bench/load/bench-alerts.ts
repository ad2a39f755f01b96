/** What an alert of a bench is: like those of most people, about 470 bytes, in a cluster of 500 hosts. */
export interface BenchAlerts {
  readonly from: number
  readonly count: number
  /** undefined sends none. */
  readonly endsAt: string | undefined
}

const HOSTS_IN_A_CLUSTER = 500
/** As Prometheus does, the same whenever an alert is sent again. */
const STARTS_AT = new Date().toISOString()

function alertText(n: number, endsAt: string | undefined): string {
  const times = `,"startsAt":"${STARTS_AT}"${endsAt === undefined ? '' : `,"endsAt":"${endsAt}"`}`
  return (
    `{"labels":{"alertname":"Alert${n % 40}","cluster":"cluster-${Math.floor(n / HOSTS_IN_A_CLUSTER)}",` +
    `"instance":"host-${n}.example.com:9100","job":"node","severity":"${n % 10 === 0 ? 'critical' : 'warning'}"},` +
    `"annotations":{"summary":"Something is wrong with host-${n}",` +
    '"description":"A sentence of some length, as the rules of most people have one for each alert."},' +
    `"generatorURL":"http://prometheus.example.com/graph?g0.expr=up%3D%3D0&host=${n}"${times}}`
  )
}

/** One request that posts these alerts, as bytes on the wire. */
export function postOf(port: number, { from, count, endsAt }: BenchAlerts): Buffer {
  const alerts = Array.from({ length: count }, (_, k) => alertText(from + k, endsAt))
  const body = `[${alerts.join(',')}]`
  const head = [
    'POST /api/v2/alerts HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
