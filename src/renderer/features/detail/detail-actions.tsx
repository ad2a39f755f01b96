import { Button } from '@mantine/core'
import { type Alert, groupKey } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { useLive, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { dashboardOf, runbookOf } from '../../state/row-words.ts'
import { silencePlace } from '../../state/silence-link.ts'
import { useActingName } from '../../state/who.ts'
import { webLink } from '../../ui/web-links.ts'
import styles from './detail.module.css'

/** What can be done about it, on the board or left out of it. One that resolved offers only its links. */
export function DetailActions({ alert }: { readonly alert: Alert }): ReactNode {
  const { actions } = useWatchfloor()
  const me = useActingName()
  const bar = useBar('respond')
  const isFiring = alert.status === 'firing'
  const owner = alert.acknowledged_by?.name ?? null
  return (
    <div className={styles.actions}>
      {isFiring && owner === null && (
        <Button size="xs" onClick={() => void actions.acknowledge([alert])} aria-keyshortcuts="a" {...bar}>
          Acknowledge <kbd>a</kbd>
        </Button>
      )}
      {isFiring && owner !== null && owner === me && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void actions.giveBack([alert])}
          aria-keyshortcuts="u"
          {...bar}
        >
          Give back <kbd>u</kbd>
        </Button>
      )}
      {isFiring && alert.unconfirmed && (
        <Button
          size="xs"
          variant="default"
          title="Its source is quiet. If it still sends the alert, the alert fires again."
          onClick={() => void actions.resolve([alert])}
          {...bar}
        >
          Resolve by hand
        </Button>
      )}
      {isFiring && <SilenceLink alert={alert} />}
      <Links alert={alert} />
    </div>
  )
}

function SilenceLink({ alert }: { readonly alert: Alert }): ReactNode {
  const bar = useBar('respond')
  const board = useLive((state) => state.board)
  const place = useMemo(() => {
    const key = groupKey(alert.labels)
    const others = Array.from(board?.alerts.values() ?? []).filter(
      ({ status, labels }) => status === 'firing' && groupKey(labels) === key,
    )
    return silencePlace(alert.labels, others.length)
  }, [alert, board])
  return (
    <Button size="xs" variant="default" component="a" href={`#${place}`} aria-keyshortcuts="s" {...bar}>
      Silence… <kbd>s</kbd>
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
