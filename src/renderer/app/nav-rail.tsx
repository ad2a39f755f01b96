import { Menu } from '@mantine/core'
import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { openPalette } from '../features/keyboard/keys.ts'
import { useDesk, useWatchfloor } from '../state/context.ts'
import { useIsPhone } from '../ui/breakpoints.ts'
import { Mark } from './mark.tsx'
import classes from './nav-rail.module.css'
import { SCREENS, type Screen, SELDOM } from './nav-screens.ts'

/** How many screens the bar of a phone has room for, beside "More". */
const ON_PHONE = 3

/** The screens: a rail at the left, a bar at the bottom of narrow windows. */
export function NavRail(): ReactNode {
  const isPhone = useIsPhone()
  const [here] = useLocation()
  const { bridge } = useWatchfloor()
  const screens = SCREENS.filter(({ isOfDesktop = false }) => !isOfDesktop || bridge.desktop !== undefined)
  return (
    <nav className={classes.rail} aria-label="Screens" data-region="Screens">
      <span className={classes.mark}>
        <Mark />
      </span>
      {(isPhone ? screens.slice(0, ON_PHONE) : screens).map(({ path, label, keys, Icon, isHere }) => (
        <Link
          key={path}
          href={path}
          className={classes.item}
          aria-current={isHere(here) ? 'page' : undefined}
          data-hint={`${label}  ${keys}`}
        >
          <span className={classes.icon}>
            <Icon size={20} aria-hidden="true" />
            {path === '/inbox' && <Unread />}
          </span>
          <span className={classes.label}>{label}</span>
        </Link>
      ))}
      {isPhone && <More screens={[...screens.slice(ON_PHONE), ...SELDOM]} here={here} />}
    </nav>
  )
}

/** How many rows of the inbox were shown and not read. */
function Unread(): ReactNode {
  const unread = useDesk((desk) => desk?.unread ?? 0)
  if (unread === 0) return null
  return (
    <span className={classes.unread}>
      {unread > 99 ? '99+' : unread}
      <span className={classes.spoken}> unread</span>
    </span>
  )
}

interface MoreProps {
  readonly screens: readonly Pick<Screen, 'path' | 'label' | 'isHere'>[]
  readonly here: string
}

/** Every screen that the bar of a phone has no room for, and everything else by its name. */
function More({ screens, here }: MoreProps): ReactNode {
  const watchfloor = useWatchfloor()
  return (
    <Menu position="top-end" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={classes.item}
          aria-current={screens.some(({ isHere }) => isHere(here)) ? 'true' : undefined}
        >
          <span className={classes.icon}>
            <Ellipsis size={20} aria-hidden="true" />
          </span>
          <span className={classes.label}>More</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.more}>
        {screens.map(({ path, label, isHere }) => (
          <Menu.Item key={path} component={Link} href={path} aria-current={isHere(here) ? 'page' : undefined}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => openPalette(watchfloor)}>Everything by its name…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
