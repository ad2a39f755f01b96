import type { Alert } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { useQuery } from '../../state/hash-location.ts'
import { detailPlace } from '../../state/places.ts'
import styles from './detail.module.css'

export interface GroupNoteProps {
  readonly alert: Alert
  readonly group: readonly Alert[]
  readonly isGroup: boolean
}

/** Says whether what is done here is done to one alert or to all of its group, and leads to the other. */
export function GroupNote({ alert, group, isGroup }: GroupNoteProps): ReactNode {
  // The link bears the view, which may change under it.
  useQuery()
  if (group.length < 2) return null
  const all = formatCount(group.length)
  const words = isGroup
    ? `${all} alerts of one group: what is done here is done to all of them.`
    : `One of ${all} alerts of its group: what is done here is done to it alone.`
  return (
    <p className={styles.group} data-group={isGroup || undefined}>
      {words}{' '}
      <a href={`#${detailPlace(alert.fingerprint, !isGroup)}`}>{isGroup ? 'Only this one' : `All ${all}`}</a>
    </p>
  )
}
