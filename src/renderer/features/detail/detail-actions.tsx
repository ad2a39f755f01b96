import { Button } from '@mantine/core'
import { type Alert, type BoardAlert, isFree } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { ACTS, type ActName } from '../../state/acts.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { dashboardOf, runbookOf } from '../../state/row-words.ts'
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
  const firing = alerts.filter(({ status }) => status === 'firing')
  const free = firing.filter(isFree)
  const mine = firing.filter(({ acknowledged_by }) => acknowledged_by !== null && acknowledged_by.name === me)
  const ended = firing.filter(({ unconfirmed }) => unconfirmed)
  const count = (some: readonly Alert[]): string => (group === null ? '' : formatCount(some.length))
  return (
    <div className={styles.actions}>
      {free.length > 0 && <ActButton name="acknowledge" isFirst count={count(free)} {...{ alert, group }} />}
      {mine.length > 0 && <ActButton name="giveBack" count={count(mine)} {...{ alert, group }} />}
      {ended.length > 0 && (
        <ActButton
          name="end"
          title="Its source is quiet. If it still sends the alert, the alert fires again."
          count={count(ended)}
          {...{ alert, group }}
        />
      )}
      {firing.length > 0 && <ActButton name="silence" count={count(firing)} {...{ alert, group }} />}
      <Links alert={alert} />
    </div>
  )
}

interface ActButtonProps extends DetailActionsProps {
  readonly name: ActName
  readonly isFirst?: boolean
  readonly title?: string
  /** How many of a group it is about. */
  readonly count: string
}

/** The same as the key that stands on it. */
function ActButton({ name, isFirst = false, title, count, alert, group }: ActButtonProps): ReactNode {
  const watchfloor = useWatchfloor()
  const bar = useBar('respond')
  const { label, key, run } = ACTS[name]
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
