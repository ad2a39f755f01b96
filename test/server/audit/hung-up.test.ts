import { expect, test } from 'vitest'
import { runServer } from '../../support/http/run-server.ts'
import { rawPeer } from '../../support/network/raw-exchange.ts'
import { until } from '../../support/until.ts'

/** What the audit log says of alerts that were sent. */
interface Sent {
  readonly minutes: readonly Readonly<Record<'requests' | 'accepted' | 'rejected', number>>[]
}

const good = { labels: { alertname: 'Good' }, endsAt: new Date(Date.now() + 3_600_000).toISOString() }
const HEAD = 'POST /api/v2/alerts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'

test.each<readonly [string, (body: string) => string]>([
  ['whole', (body) => `${HEAD}content-length: ${body.length}\r\n\r\n${body}`],
  [
    'in chunks',
    (body) => `${HEAD}transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  ],
])('what came %s is counted and noted, though its sender hangs up before the answer', async (_, bytesOf) => {
  const server = await runServer()
  for (const alerts of [[good], [good, { labels: {} }]])
    rawPeer(server).socket.end(bytesOf(JSON.stringify(alerts)))
  await until('both to be counted', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return [200, 400].every((code) => text.includes(`route="/api/v2/alerts",code="${code}"} 1`)) || undefined
  })
  const audit = await fetch(`${server.url}/api/v2/audit?what=ingest`)
  const { entries } = (await audit.json()) as { readonly entries: readonly { readonly detail: Sent }[] }
  const minutes = entries.flatMap(({ detail }) => detail.minutes)
  const sum = (kind: keyof Sent['minutes'][number]) => minutes.reduce((all, one) => all + one[kind], 0)
  expect([sum('requests'), sum('accepted'), sum('rejected')]).toEqual([2, 2, 1])
})
