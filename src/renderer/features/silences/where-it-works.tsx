import { Checkbox } from '@mantine/core'
import type { BoardHealth, BoardSilence, Matcher } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { useLive } from '../../state/context.ts'
import { amtoolCommand } from './amtool-command.ts'
import { elsewhereOf, reachOf, usualUpstreams } from './reach.ts'
import styles from './silences.module.css'
import type { JudgedRows } from './use-judged.ts'

export interface WhereItWorksProps {
  readonly judged: JudgedRows
  /** The one that is changed: where it stands is not chosen any more. */
  readonly silence: BoardSilence | undefined
  /** Names of upstreams; null leaves it to the server. */
  readonly chosen: readonly string[] | null
  readonly onChoose: (names: readonly string[]) => void
  readonly command: { readonly length: number; readonly by: string; readonly comment: string }
}

const NONE: ReadonlyMap<string, BoardHealth> = new Map()

/** Whose notifications it stops, and who goes on: as far as the server knows of them, and nothing beyond. */
export function WhereItWorks({ judged, silence, chosen, onChoose, command }: WhereItWorksProps): ReactNode {
  const health = useLive(({ board }) => board?.health)
  const { served, matchers, seen } = judged
  const upstreams = served?.upstreams
  const names = chosen ?? usualUpstreams(upstreams ?? [])
  const { aware, unaware, away } = reachOf(upstreams ?? [], names, silence, health ?? NONE)
  const receivers = upstreams?.length === 0 ? elsewhereOf(seen.hidden, health ?? NONE) : []
  const isUnaware = unaware.length > 0 || receivers.length > 0
  return (
    <section aria-label="Where it works" className={styles.reach}>
      <p className={styles.hint}>
        Stops notifications from <strong>Watchfloor</strong>
        {aware.length > 0 && <> and {aware.map(lineOf).join(', ')}</>}.
        {upstreams?.length === 0 && ' No other Alertmanager is known to this server.'}
      </p>
      {silence === undefined &&
        upstreams?.map(({ name }) => (
          <Checkbox
            key={name}
            label={`Also create in Alertmanager ${lineOf(name)}`}
            checked={names.includes(name)}
            onChange={({ currentTarget: { checked } }) =>
              onChoose(checked ? [...names, name] : names.filter((one) => one !== name))
            }
          />
        ))}
      {away.map((name) => (
        <p key={name} className={styles.warning}>
          Alertmanager {lineOf(name)} is not reached now: it will still page until it is.
        </p>
      ))}
      {unaware.map((name) => (
        <p key={name} className={styles.warning}>
          Alertmanager {lineOf(name)} will still page: it does not know this silence.
        </p>
      ))}
      {receivers.length > 0 && (
        <p className={styles.warning}>
          Still told by the Alertmanager that notifies them: {receivers.map(lineOf).join(', ')}. This server
          does not write to it.
        </p>
      )}
      {isUnaware && matchers !== null && matchers.length > 0 && (
        <Command matchers={matchers} command={command} />
      )}
    </section>
  )
}

function Command({
  matchers,
  command,
}: { readonly matchers: readonly Matcher[] } & Pick<WhereItWorksProps, 'command'>): ReactNode {
  return (
    <details className={styles.hint}>
      <summary>Command for Alertmanager</summary>
      <code className={styles.command}>
        {amtoolCommand(matchers, command.length, command.by, command.comment)}
      </code>
    </details>
  )
}
