import { type BoardHealth, type Millis, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { plural } from '../../../shared/counts.ts'
import type { DeskState } from '../../../shared/desk-state.ts'
import { doubtsOf } from '../../../shared/doubts.ts'
import { isNotReceiving, whyNotReceiving } from '../../../shared/receiving.ts'
import { serverWords } from '../../../shared/server-words.ts'
import { formatDuration, momentText } from '../../../shared/times.ts'
import { useDesk, useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { deskHop } from '../../state/desk-words.ts'
import { lastSeen, proofAge, sources } from '../../state/trust.ts'
import { ComponentName } from '../../ui/component-name.tsx'
import { HealthShape, type HopMark } from '../../ui/health-shape.tsx'
import classes from './chain.module.css'

/** The way of an alert: sources, server, this desk. Each hop has its last proof of life, and what is broken stands out. */
export function Chain(): ReactNode {
  const board = useLive((live) => live.board)
  const { missing, failing, quiet } = doubtsOf(board?.health.values() ?? [])
  const all = board === null ? [] : sources(board.health.values())
  const parts = failing.filter(({ kind }) => kind !== 'source')
  const broken = new Set(failing.filter(({ kind }) => kind === 'source').map(({ component }) => component))
  // What is broken is in sight, however many there are.
  const sorted = [...all].sort((a, b) => rank(a, broken) - rank(b, broken))
  return (
    <div className={classes.frame}>
      <ol className={classes.chain} aria-label="Chain from the sources to this desk">
        <li
          className={classes.stage}
          data-broken={missing.length + broken.size > 0 ? 'failing' : quiet.length > 0 ? 'quiet' : undefined}
        >
          <p className={classes.title}>{all.length === 0 ? 'Sources' : plural(all.length, 'source')}</p>
          <ul className={classes.hops}>
            {missing.map((one) => (
              <Broken key={one.component} part={one} />
            ))}
            {sorted.map((one) => (
              <Source
                key={one.component}
                name={one.component}
                mark={one.quiet ? 'quiet' : broken.has(one.component) ? 'failing' : 'ok'}
                lastSeen={(board === null ? undefined : lastSeen(board, one.component)) ?? one.last_seen}
              />
            ))}
            {all.length === 0 && <li className={classes.none}>None has ever reported.</li>}
          </ul>
        </li>
        <ServerStage failing={parts} />
        <DeskStage />
      </ol>
    </div>
  )
}

function rank({ component, quiet }: BoardHealth, broken: ReadonlySet<string>): number {
  return broken.has(component) ? 0 : quiet ? 1 : 2
}

/** The server, and what fails in it. */
function ServerStage({ failing }: { readonly failing: readonly BoardHealth[] }): ReactNode {
  const { bridge } = useWatchfloor()
  const state = useLive((live) => live)
  const age = useTicking(({ monotonic }) => {
    const proof = proofAge(state, monotonic())
    return proof === null ? 'never' : `${formatDuration(proof)} ago`
  })
  const { freshness } = state
  const why = freshness === null ? '' : whyNotReceiving(freshness, bridge.server)
  const isCutOff = freshness === null || isNotReceiving(freshness)
  return (
    <li className={classes.stage} data-broken={failing.length > 0 ? 'failing' : undefined}>
      <p className={classes.title}>Server</p>
      <ul className={classes.hops}>
        {failing.map((one) => (
          <Broken key={one.component} part={one} />
        ))}
        <Hop
          mark={isCutOff ? 'unknown' : 'ok'}
          name={bridge.server}
          fact={why === '' ? `last proof ${age}` : why}
        />
      </ul>
    </li>
  )
}

/** The last hop of every alert: what shows it to the person. The link to it is cut while nothing is received. */
function DeskStage(): ReactNode {
  const desk = useDesk((state) => state)
  const isCutOff = useLive(({ freshness }) => freshness !== null && isNotReceiving(freshness))
  const mark = useTicking(({ wall }) => (desk === null ? 'ok' : deskHop(desk, wall()).mark))
  const word = useTicking(({ wall }) =>
    desk === null ? 'shows the board; it cannot notify you' : hopWords(desk, wall()),
  )
  return (
    <li
      className={classes.stage}
      data-cut-off={isCutOff || undefined}
      data-broken={mark === 'failing' ? 'failing' : undefined}
    >
      <p className={classes.title}>You</p>
      <ul className={classes.hops}>
        <Hop
          mark={mark}
          name={desk === null ? 'This tab' : 'This desk'}
          fact={word}
          trouble={desk?.trouble ?? ''}
        />
      </ul>
    </li>
  )
}

function hopWords(desk: DeskState, wall: Millis): string {
  const { word, mark, at } = deskHop(desk, wall)
  return mark === 'ok' && at !== null ? `${word}: a notification was shown at ${momentText(at, wall)}` : word
}

/** What fails between the sources and the server, or in it. */
function Broken({ part }: { readonly part: BoardHealth }): ReactNode {
  const since = parseTime(part.since)
  const age = useTicking(({ now }) => (since === undefined ? '' : ` for ${formatDuration(now() - since)}`))
  return (
    <Hop
      mark="failing"
      name={<ComponentName name={part.component} />}
      fact={`failing${age}`}
      trouble={serverWords(part.message ?? '')}
    />
  )
}

interface SourceProps {
  readonly name: string
  readonly mark: HopMark
  readonly lastSeen: string | undefined
}

function Source({ name, mark, lastSeen }: SourceProps): ReactNode {
  const seen = lastSeen === undefined ? undefined : parseTime(lastSeen)
  const age = useTicking(({ now }) =>
    seen === undefined ? 'never heard' : `heard ${formatDuration(now() - seen)} ago`,
  )
  return (
    <Hop mark={mark} name={<ComponentName name={name} />} fact={mark === 'ok' ? age : `${mark}, ${age}`} />
  )
}

interface HopProps {
  readonly mark: HopMark
  readonly name: ReactNode
  readonly fact: string
  /** What is wrong with it, in more words. */
  readonly trouble?: string
}

function Hop({ mark, name, fact, trouble = '' }: HopProps): ReactNode {
  return (
    <li className={classes.hop} data-mark={mark}>
      <HealthShape mark={mark} />
      <span className={classes.name}>{name}</span>
      <span className={classes.fact}>{fact}</span>
      {trouble !== '' && <p className={classes.trouble}>{trouble}</p>}
    </li>
  )
}
