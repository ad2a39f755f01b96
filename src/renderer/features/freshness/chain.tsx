import { type Millis, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import type { DeskState } from '../../../shared/desk-state.ts'
import { doubtsOf } from '../../../shared/doubts.ts'
import { whyNotReceiving } from '../../../shared/receiving.ts'
import { serverWords } from '../../../shared/server-words.ts'
import { formatDuration, momentText } from '../../../shared/times.ts'
import { useDesk, useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { deskHop } from '../../state/desk-words.ts'
import { lastSeen, proofAge, sources } from '../../state/trust.ts'
import classes from './freshness.module.css'

/** This desk, network, server, sources: each hop with its last proof of life. */
export function Chain(): ReactNode {
  const { bridge } = useWatchfloor()
  const state = useLive((live) => live)
  const age = useTicking(({ monotonic }) => {
    const proof = proofAge(state, monotonic())
    return proof === null ? 'never' : `${formatDuration(proof)} ago`
  })
  const { freshness, board } = state
  const why = freshness === null ? '' : whyNotReceiving(freshness, bridge.server)
  const rows = board === null ? [] : sources(board.health.values())
  const { missing, failing } = doubtsOf(board?.health.values() ?? [])
  return (
    <dl className={classes.chain} aria-label="Chain from this desk to the sources">
      <DeskHopLine />
      <dt>Server {bridge.server}</dt>
      <dd>{why === '' ? `last proof ${age}` : why}</dd>
      {[...failing, ...missing]
        .filter(({ kind }) => kind !== 'source')
        .map(({ component, message, since }) => (
          <Broken
            key={component}
            name={lineOf(component)}
            message={serverWords(message ?? '')}
            since={since}
          />
        ))}
      {rows.map((row) => (
        <Source
          key={row.component}
          name={lineOf(row.component)}
          isQuiet={row.quiet}
          lastSeen={(board === null ? undefined : lastSeen(board, row.component)) ?? row.last_seen}
        />
      ))}
    </dl>
  )
}

/** The last hop of every alert: what shows it to the person. */
function DeskHopLine(): ReactNode {
  const desk = useDesk((state) => state)
  const word = useTicking(({ wall }) => (desk === null ? '' : hopWords(desk, wall())))
  const isFailing = useTicking(({ wall }) => desk !== null && deskHop(desk, wall()).mark === 'failing')
  if (desk === null) {
    return (
      <>
        <dt>This tab</dt>
        <dd>shows the board; it cannot notify you</dd>
      </>
    )
  }
  return (
    <>
      <dt>This desk</dt>
      <dd data-failing={isFailing || undefined}>
        {word}
        {desk.trouble !== null && <p className={classes.trouble}>{desk.trouble}</p>}
      </dd>
    </>
  )
}

function hopWords(desk: DeskState, wall: Millis): string {
  const { word, mark, at } = deskHop(desk, wall)
  return mark === 'ok' && at !== null ? `${word}: a notification was shown at ${momentText(at, wall)}` : word
}

/** What fails between the sources and the server, or in it. */
function Broken(props: {
  readonly name: string
  readonly message: string
  readonly since: string
}): ReactNode {
  const since = parseTime(props.since)
  const age = useTicking(({ now }) => (since === undefined ? '' : ` for ${formatDuration(now() - since)}`))
  return (
    <>
      <dt>{props.name}</dt>
      <dd data-failing>
        failing{age}
        {props.message !== '' && <p className={classes.trouble}>{props.message}</p>}
      </dd>
    </>
  )
}

function Source(props: {
  readonly name: string
  readonly isQuiet: boolean
  readonly lastSeen: string | undefined
}): ReactNode {
  const seen = props.lastSeen === undefined ? undefined : parseTime(props.lastSeen)
  const age = useTicking(({ now }) =>
    seen === undefined ? 'never heard' : `heard ${formatDuration(now() - seen)} ago`,
  )
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.isQuiet ? `quiet, ${age}` : age}</dd>
    </>
  )
}
