import { expect, test } from 'vitest'
import { METRICS } from '../../../../server/src/metrics/metric-table.ts'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const shared = sharedServer()

async function metrics(): Promise<string> {
  const response = await fetch(`${shared().url}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  return response.text()
}

test('the six names that earlier dashboards ask for are there, exactly, and karma finds the version that it wants', async () => {
  const text = await metrics()
  for (const name of [
    'realtime_connections_active_total',
    'realtime_events_total',
    'realtime_event_latency_seconds',
    'realtime_errors_total',
    'realtime_reconnect_total',
    'realtime_broadcast_duration_seconds',
  ]) {
    expect(text).toContain(`# TYPE ${name} `)
  }
  expect(text).toContain('realtime_connections_active_total{transport="sse"} 0')
  expect(text).toContain('alertmanager_build_info{version="0.34.0"} 1')
  expect(text).toMatch(/watchfloor_build_info\{version="\d+\.\d+\.\d+",node="v\d+/)
  expect(text).toContain('process_cpu_seconds_total')
  // Without TLS there is no certificate that could expire, and without other servers nobody to wake.
  const { certificateExpiry: _tls, wakesWorking: _wakes, ...others } = METRICS
  for (const { name } of Object.values(others)) expect(text).toContain(`# HELP ${name} `)
})

test('what comes in is counted by product and outcome, and what is published by type', async () => {
  const send = (body: string, agent: string): Promise<Response> =>
    post(`${shared().url}/api/v2/alerts`, body, { 'user-agent': agent })
  await send('[{"labels":{"alertname":"A"}},{"labels":{}}]', 'Prometheus/3.5.0')
  await send('{', 'curl/8')
  const text = await metrics()
  expect(text).toContain('watchfloor_alerts_received_total{source="Prometheus",outcome="accepted"} 1')
  expect(text).toContain('watchfloor_alerts_received_total{source="Prometheus",outcome="rejected"} 1')
  expect(text).toContain('realtime_events_total{type="alert_created",source="alert_processor"} 1')
  expect(text).toContain('watchfloor_ingest_refused_total{code="400"} 2')
  expect(text).toContain('watchfloor_commit_duration_seconds_count')
  expect(text).toContain('watchfloor_http_requests_total{method="POST",route="/api/v2/alerts",code="400"} 2')
})

test('health, readiness and the state of the streams are told', async () => {
  const get = async (path: string): Promise<unknown> => (await fetch(`${shared().url}${path}`)).json()
  expect(await get('/healthz')).toEqual({ status: 'ok' })
  expect(await get('/readyz')).toEqual({ status: 'ok', ready: true })
  for (const path of ['/-/healthy', '/-/ready']) {
    expect(await (await fetch(`${shared().url}${path}`)).text()).toBe('OK')
    expect((await fetch(`${shared().url}${path}`, { method: 'HEAD' })).status).toBe(200)
  }
  expect(await get('/health/realtime')).toMatchObject({
    status: 'healthy',
    draining: false,
    head: expect.stringMatching(/^[a-z0-9]+\.\d+$/),
    connections: { sse: 0, websocket: 0, lagging: 0, queued_bytes: 0 },
  })
  expect(await get('/api/v2/connections')).toEqual({ connections: [] })
})
