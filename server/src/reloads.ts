import type { CurrentConfig, Reloaded } from './alertmanager/current-config.ts'
import { THE_SERVER } from './audit/actor.ts'
import type { Core } from './core/core.ts'
import type { Problem } from './ground/problem.ts'

/** Reads again what may change while the server runs: as somebody asks over HTTP, and by a signal, which is noted. */
export function reloadsOf(parts: {
  /** Answers what is wrong with it. */
  readonly certificate: () => Problem | undefined
  readonly alertmanager: CurrentConfig
  readonly core: Pick<Core, 'by'>
}): { readonly reload: () => Promise<Reloaded>; readonly bySignal: () => Promise<Reloaded> } {
  const reload = async (): Promise<Reloaded> => {
    const problem = parts.certificate()
    const reloaded = await parts.alertmanager.reload()
    if (problem === undefined) return reloaded
    return { ok: false, problems: [problem, ...(reloaded.ok ? [] : reloaded.problems)] }
  }
  const bySignal = async (): Promise<Reloaded> => {
    const reloaded = await reload()
    const result = reloaded.ok ? 'ok' : 'failed'
    await parts.core.by(THE_SERVER).note({ what: 'config.reload', result, detail: { by: 'SIGHUP' } })
    return reloaded
  }
  return { reload, bySignal }
}
