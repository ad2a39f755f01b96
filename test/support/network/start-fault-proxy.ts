import { onTestFinished } from 'vitest'
import { type FaultOptions, type FaultProxy, openFaultProxy } from './fault-proxy.ts'

/** A fault proxy that is closed when the test ends. */
export async function startFaultProxy(options: FaultOptions): Promise<FaultProxy> {
  const proxy = await openFaultProxy(options)
  onTestFinished(proxy.close)
  return proxy
}
