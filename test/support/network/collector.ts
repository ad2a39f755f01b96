import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A span as OTLP has it in JSON. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  /** By which server it was made: `service.instance.id`. */
  readonly node?: string | undefined
}

export interface Collector {
  readonly url: string
  readonly spans: OtlpSpan[]
  /** `Authorization` of each request. */
  readonly shown: (string | undefined)[]
  /** What it answers from now on. */
  status: number
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] }
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
  }[]
}

/** Takes OTLP over HTTP in JSON, as an OpenTelemetry collector does. */
export async function startCollector(): Promise<Collector> {
  const spans: OtlpSpan[] = []
  const shown: (string | undefined)[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    shown.push(request.headers.authorization)
    const isOtlp =
      request.method === 'POST' &&
      request.url === '/v1/traces' &&
      request.headers['content-type'] === 'application/json'
    response.statusCode = isOtlp ? collector.status : 404
    if (response.statusCode === 200) {
      const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as ExportRequest
      for (const { resource, scopeSpans } of resourceSpans) {
        const node = resource.attributes.find(({ key }) => key === 'service.instance.id')?.value.stringValue
        for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, node })))
      }
    }
    response.setHeader('content-type', 'application/json').end('{}')
  })
  onTestFinished(() => void server.close().closeAllConnections())
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const collector: Collector = { url: `http://127.0.0.1:${port}`, spans, shown, status: 200 }
  return collector
}
