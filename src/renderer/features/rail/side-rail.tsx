import type { ReactNode } from 'react'
import { HealthList } from './health-list.tsx'
import { LabelList } from './label-list.tsx'
import { QuickActions } from './quick-actions.tsx'
import styles from './rail.module.css'
import { SilenceList } from './silence-list.tsx'

/** Health, labels, silences and quick actions beside the list. */
export function SideRail(): ReactNode {
  return (
    <aside className={styles.rail} aria-label="Health, labels, silences and quick actions">
      <HealthList />
      <LabelList />
      <SilenceList />
      <QuickActions />
    </aside>
  )
}
