import type { BoardAlert, BoardHealth, BoardSilence, SilencePreview } from '@watchfloor/contract'

type Upstreams = NonNullable<SilencePreview['upstreams']>

/** Which other Alertmanagers will know of a silence, and which will not. */
export interface Reach {
  readonly aware: readonly string[]
  /** They go on notifying: nothing tells them. */
  readonly unaware: readonly string[]
  /** They are to know, and are not reached now: they go on until they are. */
  readonly away: readonly string[]
}

/** Where a new silence is written, unless its maker says otherwise. */
export function usualUpstreams(upstreams: Upstreams): readonly string[] {
  return upstreams.filter(({ write }) => write).map(({ name }) => name)
}

/** Of the other Alertmanagers that the server knows: `chosen` for a new one; one that is there already says it itself. */
export function reachOf(
  upstreams: Upstreams,
  chosen: readonly string[],
  silence: Pick<BoardSilence, 'mirrored_from' | 'upstreams'> | undefined,
  health: ReadonlyMap<string, Pick<BoardHealth, 'status'>>,
): Reach {
  const there =
    silence === undefined
      ? chosen
      : [
          ...(silence.mirrored_from ?? []),
          ...(silence.upstreams ?? []).flatMap(({ name, state }) =>
            state === 'waiting' || state === 'written' ? [name] : [],
          ),
        ]
  const names = upstreams.map(({ name }) => name)
  const isAway = (name: string): boolean => health.get(`Upstream ${name}`)?.status === 'unhealthy'
  return {
    aware: names.filter((name) => there.includes(name) && !isAway(name)),
    away: names.filter((name) => there.includes(name) && isAway(name)),
    unaware: names.filter((name) => !there.includes(name)),
  }
}

/** The row that names the receivers of an Alertmanager's configuration that this server does not notify. */
const RECEIVERS = 'Receivers'

/** Receivers that the hidden alerts go to, and that an Alertmanager notifies: this server does not. */
export function elsewhereOf(
  hidden: readonly Pick<BoardAlert, 'receivers'>[],
  health: ReadonlyMap<string, Pick<BoardHealth, 'message'>>,
): readonly string[] {
  const unserved = health.get(RECEIVERS)?.message ?? ''
  const names = new Set(hidden.flatMap(({ receivers }) => receivers))
  return [...names].filter((name) => unserved.includes(`${name} (`))
}
