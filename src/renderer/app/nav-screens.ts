import {
  ArrowLeftRight,
  BellOff,
  ChartColumn,
  HeartPulse,
  History,
  Inbox,
  LayoutList,
  type LucideIcon,
  Settings,
} from 'lucide-react'
import { isBoardPath } from '../../shared/page-paths.ts'
import { HISTORY } from '../state/moment.ts'

/** A screen of the navigation. */
export interface Screen {
  readonly path: string
  readonly label: string
  readonly keys: string
  readonly Icon: LucideIcon
  readonly isHere: (path: string) => boolean
  /** What only the desktop app has. */
  readonly isOfDesktop?: boolean
}

export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    label: 'Board',
    keys: 'g b',
    Icon: LayoutList,
    isHere: isBoardPath,
  },
  {
    path: '/silences',
    label: 'Silences',
    keys: 'g s',
    Icon: BellOff,
    isHere: (path) => path.startsWith('/silences'),
  },
  {
    path: '/inbox',
    label: 'Inbox',
    keys: 'g i',
    Icon: Inbox,
    isHere: (path) => path === '/inbox',
    isOfDesktop: true,
  },
  {
    path: '/handover',
    label: 'Shift',
    keys: 'g o',
    Icon: ArrowLeftRight,
    isHere: (path) => path === '/handover',
  },
  {
    path: HISTORY,
    label: 'History',
    keys: 'g h',
    Icon: History,
    isHere: (path) => path === HISTORY,
  },
  {
    path: '/stats',
    label: 'Stats',
    keys: 'g t',
    Icon: ChartColumn,
    isHere: (path) => path === '/stats',
  },
  { path: '/health', label: 'Chain', keys: 'g c', Icon: HeartPulse, isHere: (path) => path === '/health' },
  {
    path: '/settings',
    label: 'Settings',
    keys: 'g ,',
    Icon: Settings,
    isHere: (path) => path === '/settings',
  },
]

/** Screens that few people open, and seldom: the rail has no room for them. */
export const SELDOM: readonly Pick<Screen, 'path' | 'label' | 'isHere'>[] = [
  { path: '/access', label: 'Tokens and sessions', isHere: (path) => path === '/access' },
  { path: '/audit', label: 'Log of what was done', isHere: (path) => path === '/audit' },
  { path: '/sign-in', label: 'Who you are', isHere: (path) => path === '/sign-in' },
]
