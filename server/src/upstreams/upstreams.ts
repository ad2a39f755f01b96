import type { Core } from '../core/core.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Finding } from '../health/rows.ts'
import { isWaiting, workFor } from '../silences/upstream-links.ts'
import { type Cause, Causes } from './causes.ts'
import { onceWritten } from './once-written.ts'
import { retireRows } from './retire-rows.ts'
import type { Upstream } from './upstream.ts'
import { createUpstreamClient } from './upstream-client.ts'
import { upstreamFinding } from './upstream-finding.ts'
import { UpstreamWatch } from './upstream-watch.ts'

/** All Alertmanagers beside which this server runs. */
export interface Upstreams {
  readonly watches: readonly UpstreamWatch[]
  /** Silences were changed by a request: what is asked of upstreams because of it carries its id. */
  readonly caused: (silences: readonly string[], cause: Cause | undefined) => void
  /** Resolves when a silence was written wherever it belongs, or that failed; at the latest after `patience`. */
  readonly written: (id: string, patience: number) => Promise<void>
  /** Looks at those of these names. */
  readonly look: (names: readonly string[]) => Promise<void>
  readonly findings: () => readonly Finding[]
  /** For metrics; none of a server that does not look at them. */
  readonly readings: () => readonly {
    readonly name: string
    readonly isReached: boolean
    readonly waiting: number
  }[]
  readonly close: () => Promise<void>
}

/** Which of the servers that share a store looks at upstreams. */
export interface UpstreamDuty {
  readonly isMine: () => boolean
  /** Calls back when that has changed. */
  readonly onChange: (listener: (isMine: boolean) => void) => () => void
  /** Has the one that does look at some, and resolves when what it found is here. */
  readonly lookThere: (names: readonly string[]) => Promise<void>
}

/** Begins to look at every upstream, on the one server that does. */
export function startUpstreams(parts: {
  readonly list: readonly Upstream[]
  readonly poll: number
  readonly core: Core
  readonly duty: UpstreamDuty
  readonly clock: Clock
  readonly timers: Timers
  readonly random: () => number
  /** Runs in the next turn of the event loop. */
  readonly soon: (run: () => void) => void
  readonly logger: Logger
  readonly taskFailed: (task: 'upstream') => void
}): Upstreams {
  const { list, core, duty, timers, taskFailed, soon, ...rest } = parts
  const causes = new Causes()
  const onFailed = (error: unknown): void => {
    taskFailed('upstream')
    parts.logger.error({ err: error }, 'a task for an upstream failed')
  }
  const watches = list.map(
    (upstream) =>
      new UpstreamWatch({
        ...rest,
        core,
        timers,
        onFailed,
        isOurs: duty.isMine,
        lookThere: (name) => duty.lookThere([name]),
        causeOf: (silence) => causes.of(silence),
        upstream,
        client: createUpstreamClient(upstream),
      }),
  )
  const unsubscribe = core.log.subscribe((batch) => {
    if (watches.length === 0) return
    for (const event of batch) {
      if (event.source !== 'silence_manager') continue
      for (const watch of watches) watch.touch()
      for (const link of event.data.upstreams ?? []) {
        // What has failed waits for its turn.
        if (link.error !== undefined || workFor(event.data, link) === undefined) continue
        const watch = watches.find(({ upstream }) => upstream.name === link.name)
        // By then whoever changed it has been answered, and it is known by which request.
        if (watch !== undefined) soon(() => void watch.write(event.data.id))
      }
    }
  })
  const names = list.map(({ name }) => name)
  const begin = (): void => {
    retireRows(core, names).catch(onFailed)
    for (const watch of watches) void watch.look()
  }
  const stopListening = duty.onChange((isMine) => {
    for (const watch of watches) watch.rest()
    if (isMine) begin()
  })
  if (duty.isMine()) begin()
  return {
    watches,
    look: async (names) => {
      const named = watches.filter(({ upstream }) => names.includes(upstream.name))
      await Promise.all(named.map((watch) => watch.look()))
    },
    caused: (silences, cause) => causes.note(silences, cause),
    written: (id, patience) =>
      new Promise((resolve) => {
        const silence = core.silence(id)
        const names = new Set(silence?.upstreams?.map(({ name }) => name))
        const involved = watches.filter(({ upstream }) => names.has(upstream.name))
        if (involved.length === 0) return resolve()
        let follow = (): void => {}
        const stop = timers.after(patience, () => {
          follow()
          resolve()
        })
        const done = (): void => {
          stop()
          resolve()
        }
        if (duty.isMine()) void Promise.all(involved.map((watch) => watch.write(id))).then(done)
        else follow = onceWritten(core, id, done)
      }),
    findings: () => {
      if (watches.length === 0 || !duty.isMine()) return []
      const silences = core.silences()
      return watches.flatMap((watch) => upstreamFinding(watch, silences) ?? [])
    },
    readings: () => {
      if (watches.length === 0 || !duty.isMine()) return []
      const silences = core.silences()
      return watches.map(({ upstream: { name }, error, wasReached }) => ({
        name,
        isReached: wasReached && error === undefined,
        waiting: silences.filter((silence) => isWaiting(silence, name)).length,
      }))
    },
    close: async () => {
      unsubscribe()
      stopListening()
      await Promise.all(watches.map((watch) => watch.close()))
    },
  }
}
