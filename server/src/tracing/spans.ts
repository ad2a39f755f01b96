/** What a span is identified by, as W3C Trace Context has it. */
export interface SpanPlace {
  /** 32 hexadecimal digits. */
  readonly trace: string
  /** 16 hexadecimal digits. */
  readonly span: string
}

/** Something that took time. */
export interface Span extends SpanPlace {
  readonly name: string
  readonly parent: string | undefined
  readonly kind: 'server' | 'internal' | 'producer' | 'consumer'
  /** Milliseconds since 1970, with fractions. */
  readonly start: number
  readonly end: number
  readonly attributes: Readonly<Record<string, string | number>>
  readonly links: readonly SpanPlace[]
  readonly isFailed?: boolean
}

/** By OpenTelemetry's protocol. */
const KINDS = { internal: 1, server: 2, producer: 4, consumer: 5 } as const
const FAILED = { code: 2 }

/** Spans as OTLP has them in JSON: `ExportTraceServiceRequest`. */
export function otlpOf(
  spans: readonly Span[],
  { version, node }: { readonly version: string; readonly node: string },
): object {
  const resource = attributesOf({
    'service.name': 'watchfloor',
    'service.version': version,
    'service.instance.id': node,
  })
  const scope = { name: 'watchfloor', version }
  const scopeSpans = [{ scope, spans: spans.map(spanOf) }]
  return { resourceSpans: [{ resource: { attributes: resource }, scopeSpans }] }
}

function spanOf({ trace, span, parent, name, kind, start, end, attributes, links, isFailed }: Span): object {
  return {
    traceId: trace,
    spanId: span,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanosOf(start),
    endTimeUnixNano: nanosOf(end),
    attributes: attributesOf(attributes),
    ...(links.length === 0
      ? {}
      : { links: links.map((link) => ({ traceId: link.trace, spanId: link.span })) }),
    ...(isFailed === true ? { status: FAILED } : {}),
  }
}

function attributesOf(attributes: Span['attributes']): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    // 64-bit integers are texts in JSON of Protocol Buffers.
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }))
}

/** To the microsecond, which is all that a number holds of today in milliseconds. */
function nanosOf(ms: number): string {
  return `${Math.round(ms * 1000)}000`
}
