import type { Freshness } from '@watchfloor/client'
import { type ReactNode, useMemo } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { isNotReceiving } from '../../../shared/receiving.ts'
import { formatCalmly, shortSpan } from '../../../shared/times.ts'
import { useDesk, useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { type DeskHop, deskHop } from '../../state/desk-words.ts'
import { isStale, proofAge } from '../../state/trust.ts'
import { ComponentName } from '../../ui/component-name.tsx'
import { HealthShape } from '../../ui/health-shape.tsx'
import { type HealthRow, healthRows } from './health-rows.ts'
import styles from './rail.module.css'

/** The chain behind the board: our own server, then what it has told about its parts and sources. */
export function HealthList(): ReactNode {
  const board = useLive((state) => state.board)
  const live = useLive((state) => !isStale(state))
  const rows = useMemo(() => (board === null ? [] : healthRows(board)), [board])
  return (
    <section aria-labelledby="rail-health" className={styles.part}>
      <h2 id="rail-health" className={styles.heading}>
        Health
      </h2>
      <ul className={styles.list}>
        <ServerLine />
        <DeskLine />
        {rows.map((row) => (
          <HealthLine key={row.component} row={row} live={live} />
        ))}
      </ul>
      {board !== null && !board.health.values().some(({ kind }) => kind === 'source') && (
        <p className={styles.note}>No source has ever reported.</p>
      )}
    </section>
  )
}

/** The last hop: can this desk notify the person? In a browser tab there is none. */
function DeskLine(): ReactNode {
  const desk = useDesk((state) => state)
  const text = useTicking(({ wall }) => (desk === null ? '' : JSON.stringify(deskHop(desk, wall()))))
  if (text === '') return null
  const { mark, word } = JSON.parse(text) as DeskHop
  return (
    <li className={styles.line} data-mark={mark}>
      <HealthShape mark={mark} />
      <span className={styles.name}>This desk</span>
      <span className={styles.fact} data-long={mark === 'failing' || undefined} data-hint={word}>
        {word}
      </span>
    </li>
  )
}

function ServerLine(): ReactNode {
  const { live } = useWatchfloor()
  const freshness = useLive((state) => state.freshness)
  const proof = useTicking((ticker) => {
    const age = proofAge(live.getState(), ticker.monotonic())
    return age === null ? '' : shortSpan(age)
  })
  const cutOff = freshness === null || isNotReceiving(freshness)
  const word = freshness === null ? 'connecting' : SERVER_WORDS[freshness.state]
  return (
    <li className={styles.line}>
      <HealthShape mark={cutOff || freshness.state === 'connecting' ? 'unknown' : 'ok'} />
      <span className={styles.name}>Server</span>
      <span className={styles.fact}>{[word, proof].filter(Boolean).join(' · ')}</span>
    </li>
  )
}

const SERVER_WORDS: Readonly<Record<Freshness['state'], string>> = {
  connecting: 'connecting',
  live: 'ok',
  catching_up: 'catching up',
  checking: 'checking',
  restarting: 'restarting',
  offline: 'not receiving',
  signed_out: 'signed out',
  stopped: 'stopped',
}

/** While we do not receive, the last known state is drawn hollow: nothing proves it now. */
function HealthLine({ row, live }: { readonly row: HealthRow; readonly live: boolean }): ReactNode {
  const age = useTicking(({ now }) => (row.proof === null ? '' : shortSpan(now() - row.proof)))
  const status = useTicking(({ now }) => formatCalmly(now() - row.since))
  const word = live ? row.word : `was ${row.word}`
  const title = [lineOf(row.component), row.message, `${row.word} for ${status}`].filter(Boolean).join('\n')
  return (
    <li className={styles.line} title={title} data-mark={row.mark}>
      <HealthShape mark={live ? row.mark : 'unknown'} />
      <span className={styles.name}>
        <ComponentName name={row.component} />
      </span>
      <span className={styles.fact}>{[word, age].filter(Boolean).join(' · ')}</span>
    </li>
  )
}
