import { Button } from '@mantine/core'
import { type Alert, type BoardAlert, isGoingOn, isOfferedTo, mayTake } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { ACTS, type ActName } from '../../state/acts.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { dashboardOf, runbookOf } from '../../state/row-words.ts'
import { takeLabel } from '../../state/take-words.ts'
import { detailTarget } from '../../state/targets.ts'
import { useActingName } from '../../state/who.ts'
import { webLink } from '../../ui/web-links.ts'
import styles from './detail.module.css'

export interface DetailActionsProps {
  readonly alert: Alert
  /** All that the detail means; null when it is the alert alone. */
  readonly group: readonly BoardAlert[] | null
}

/** What can be done about it, on the board or left out of it. One that resolved offers only its links. */
export function DetailActions({ alert, group }: DetailActionsProps): ReactNode {
  const { live } = useWatchfloor()
  const me = useActingName()
  const { alerts } = detailTarget({ alert, group }, live)
  const firing = alerts.filter(isGoingOn)
  const takeable = firing.filter((alert) => mayTake(alert, me))
  const mine = firing.filter(({ acknowledged_by }) => acknowledged_by !== null && acknowledged_by.name === me)
  const offered = firing.filter(({ acknowledged_by }) => isOfferedTo(acknowledged_by, me))
  const waiting = mine.filter(({ acknowledged_by }) => acknowledged_by?.offered_to !== undefined)
  const ended = firing.filter(({ unconfirmed }) => unconfirmed)
  const count = (some: readonly Alert[]): string => (group === null ? '' : formatCount(some.length))
  return (
    <div className={styles.actions}>
      {takeable.length > 0 && (
        <ActButton
          name="acknowledge"
          label={takeLabel(takeable, me)}
          isFirst
          count={count(takeable)}
          {...{ alert, group }}
        />
      )}
      {mine.length > 0 && <ActButton name="giveBack" count={count(mine)} {...{ alert, group }} />}
      {mine.length === 0 && offered.length > 0 && (
        <ActButton name="giveBack" label="Decline" count={count(offered)} {...{ alert, group }} />
      )}
      {waiting.length > 0 ? (
        <Withdraw alerts={waiting} />
      ) : (
        mine.length > 0 && <ActButton name="handOver" count={count(mine)} {...{ alert, group }} />
      )}
      {ended.length > 0 && (
        <ActButton
          name="end"
          title="Its source is quiet. If it still sends the alert, the alert fires again."
          count={count(ended)}
          {...{ alert, group }}
        />
      )}
      {(takeable.length > 0 || mine.length > 0) && (
        <ActButton name="acknowledgeWith" count="" {...{ alert, group }} />
      )}
      {firing.length > 0 && <ActButton name="note" count={count(firing)} {...{ alert, group }} />}
      {firing.length > 0 && <ActButton name="silence" count={count(firing)} {...{ alert, group }} />}
      <Links alert={alert} />
    </div>
  )
}

interface ActButtonProps extends DetailActionsProps {
  readonly name: ActName
  /** In the place of its own. */
  readonly label?: string
  readonly isFirst?: boolean
  readonly title?: string
  /** How many of a group it is about. */
  readonly count: string
}

/** The same as the key that stands on it. */
function ActButton({
  name,
  label: own,
  isFirst = false,
  title,
  count,
  alert,
  group,
}: ActButtonProps): ReactNode {
  const watchfloor = useWatchfloor()
  const bar = useBar('respond')
  const { key, run } = ACTS[name]
  const label = own ?? ACTS[name].label
  const words =
    count === '' ? label : label.endsWith('…') ? `${label.slice(0, -1)} ${count}…` : `${label} ${count}`
  return (
    <Button
      size="xs"
      {...(title !== undefined && { title })}
      {...(!isFirst && { variant: 'default' })}
      onClick={() => run(watchfloor, detailTarget({ alert, group }, watchfloor.live))}
      aria-keyshortcuts={key}
      {...bar}
    >
      {words} <kbd>{key}</kbd>
    </Button>
  )
}

/** Of what was offered and not yet taken. */
function Withdraw({ alerts }: { readonly alerts: readonly Alert[] }): ReactNode {
  const { actions } = useWatchfloor()
  const bar = useBar('respond')
  return (
    <Button size="xs" variant="default" onClick={() => void actions.withdraw(alerts)} {...bar}>
      Withdraw
    </Button>
  )
}

function Links({ alert }: { readonly alert: Alert }): ReactNode {
  const links = [
    { label: 'Runbook', link: runbookOf(alert) },
    { label: 'Dashboard', link: dashboardOf(alert) },
    { label: 'Source expression', link: webLink(alert.generator_url) },
  ]
  return links.map(
    ({ label, link }) =>
      link !== null && (
        <a key={label} href={link.href} target="_blank" rel="noopener noreferrer" className={styles.link}>
          {label} <span className={styles.host}>{link.host}</span>
        </a>
      ),
  )
}
