import { BellOff, HeartPulse, LayoutList, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import classes from './nav-rail.module.css'

interface Screen {
  readonly path: string
  readonly label: string
  readonly keys: string
  readonly Icon: LucideIcon
  readonly isHere: (path: string) => boolean
}

const SCREENS: readonly Screen[] = [
  {
    path: '/',
    label: 'Board',
    keys: 'g b',
    Icon: LayoutList,
    isHere: (path) => path === '/' || path.startsWith('/alert/'),
  },
  {
    path: '/silences',
    label: 'Silences',
    keys: 'g s',
    Icon: BellOff,
    isHere: (path) => path.startsWith('/silences'),
  },
  { path: '/health', label: 'Chain', keys: 'g c', Icon: HeartPulse, isHere: (path) => path === '/health' },
]

/** The screens: a rail at the left, a bar at the bottom of narrow windows. */
export function NavRail(): ReactNode {
  const [here] = useLocation()
  return (
    <nav className={classes.rail} aria-label="Screens" data-region="Screens">
      <svg className={classes.mark} viewBox="0 0 16 16" width="24" height="24" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="8" cy="8" r="2.75" fill="currentColor" />
      </svg>
      {SCREENS.map(({ path, label, keys, Icon, isHere }) => (
        <Link
          key={path}
          href={path}
          className={classes.item}
          aria-current={isHere(here) ? 'page' : undefined}
          data-hint={`${label}  ${keys}`}
        >
          <Icon size={20} aria-hidden="true" />
          <span className={classes.label}>{label}</span>
        </Link>
      ))}
    </nav>
  )
}
