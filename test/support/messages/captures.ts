import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One recorded HTTP exchange with a real Alertmanager, or from a real one. */
export interface Exchange {
  readonly n: number
  readonly at: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: readonly (readonly [string, string])[]
    readonly headers: Readonly<Record<string, string>>
    readonly rawBody: string
  }
  readonly response: { readonly status: number; readonly rawBody: string; readonly json?: unknown }
}

export interface AmtoolStep {
  readonly argv: readonly string[]
  readonly exitCode: number
  readonly exchanges: readonly Exchange[]
}

/** Recordings of real Prometheus, Alertmanager and amtool; each file says how they were made. */
export function readCapture(name: 'alertmanager-webhook' | 'prometheus-to-alertmanager'): {
  readonly exchanges: readonly Exchange[]
}
export function readCapture(name: 'amtool'): { readonly steps: readonly AmtoolStep[] }
export function readCapture(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/captures/${name}.json`), 'utf8'))
}
