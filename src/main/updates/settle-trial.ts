import type { Platform } from '@watchfloor/client'
import type { PackageKind } from './package-kind.ts'
import { bringBack } from './previous-version.ts'
import { decideStart } from './trial.ts'
import type { UpdateMemory } from './update-memory.ts'

export interface SettleTrialParts {
  readonly platform: Pick<Platform, 'fetch' | 'timers'>
  readonly memory: UpdateMemory
  /** The version that starts. */
  readonly version: string
  readonly kind: PackageKind
  /** The AppImage that runs. */
  readonly appImage: string | undefined
  /** Starts a program that outlives this one. */
  readonly run: (program: string, args: readonly string[]) => void
}

/** What became of the start of a version that has yet to prove itself. */
export type Settled =
  | { readonly kind: 'go_on' }
  /** The version before was started; this one has to end. */
  | { readonly kind: 'rolled_back' }
  | { readonly kind: 'say'; readonly from: string }

/** Before anything else of a start: counts it, or takes the version back. */
export async function settleTrial(parts: SettleTrialParts): Promise<Settled> {
  const { memory, version, kind, appImage, run } = parts
  const { trial, failed } = memory.current()
  if (trial === null) return { kind: 'go_on' }
  const answers = trial.version === version && (await isAnswering(parts.platform, trial.server))
  const decision = decideStart(trial, version, answers)
  if (decision.kind === 'go_on') {
    if (decision.trial !== trial) await memory.change({ trial: decision.trial })
    return decision
  }
  const { previous, from } = trial
  if (decision.kind === 'say' || previous === null) return { kind: 'say', from }
  // First, so that whatever happens then is tried once.
  await memory.change({
    trial: { ...trial, previous: null },
    failed: [...new Set([...failed, version])].slice(-50),
  })
  const isBack = await bringBack({ kind, previous, appImage, run })
  return isBack ? { kind: 'rolled_back' } : { kind: 'say', from }
}

const PATIENCE_MS = 5_000

/** Whatever it answers: it is there. */
async function isAnswering(
  { fetch, timers }: Pick<Platform, 'fetch' | 'timers'>,
  server: string,
): Promise<boolean> {
  const abort = new AbortController()
  const cancel = timers.after(PATIENCE_MS, () => abort.abort())
  try {
    const url = new URL('healthz', server.endsWith('/') ? server : `${server}/`).href
    await fetch(url, { signal: abort.signal, cache: 'no-store', redirect: 'manual' })
    return true
  } catch {
    return false
  } finally {
    cancel()
  }
}
