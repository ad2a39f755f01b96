import { hostname } from 'node:os'
import type { OpenTracing, TracingParts } from './tracing/open-tracing.ts'

/** Nobody is told of traces. */
const NONE = { tracing: undefined, notices: () => [], close: async () => {} } as const

/** Tracing, where there is a collector to tell; else none of it is even loaded. */
export async function tracingOf(
  settings: { readonly tracing: TracingParts['settings']; readonly node: { readonly name: string } },
  parts: Omit<TracingParts, 'settings' | 'random' | 'node'>,
): Promise<OpenTracing | typeof NONE> {
  if (settings.tracing.endpoint === '') return NONE
  const { openTracing } = await import('./tracing/open-tracing.ts')
  const node = settings.node.name || hostname()
  return openTracing({ ...parts, settings: settings.tracing, node, random: Math.random })
}
