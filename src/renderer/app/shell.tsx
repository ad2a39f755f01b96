import { Drawer } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { DesktopOnly } from '../../shared/bridge.ts'
import { isBoardPath } from '../../shared/page-paths.ts'
import { Questions } from '../features/acknowledge/questions.tsx'
import { Announcements } from '../features/announcements/announcements.tsx'
import { FreshnessBadge } from '../features/freshness/freshness-badge.tsx'
import { Keyboard } from '../features/keyboard/keyboard.tsx'
import { SideRail } from '../features/rail/side-rail.tsx'
import { Toasts } from '../features/toasts/toasts.tsx'
import { useDesk, useWatchfloor, type Watchfloor, WatchfloorContext } from '../state/context.ts'
import { useViewOfPlace } from '../state/view-place.ts'
import { useIsPhone, useIsWide } from '../ui/breakpoints.ts'
import { Contained } from '../ui/contained.tsx'
import { Hints } from '../ui/hints.tsx'
import { useForeignLinks } from './foreign-links.ts'
import { LATER } from './later-screens.ts'
import { Mark } from './mark.tsx'
import { NavRail } from './nav-rail.tsx'
import { OpenServerBar } from './open-server-bar.tsx'
import { Screens } from './screens.tsx'
import classes from './shell.module.css'
import { StatusLine } from './status-line.tsx'
import { TopBar } from './top-bar.tsx'
import { useDocumentTitle } from './use-document-title.ts'
import { useKeyboardHome } from './use-keyboard-home.ts'
import { usePastScope } from './use-past-scope.ts'

/** The frame of every screen: navigation, top bar, the screen itself, status line; and what lies over them. */
export function Shell(): ReactNode {
  useForeignLinks()
  useViewOfPlace()
  useDocumentTitle()
  const { bridge } = useWatchfloor()
  const [path] = useLocation()
  const hasServer = useDesk((desk) => desk === null || desk.settings.server !== null)
  const isBoard = isBoardPath(path)
  const home = useKeyboardHome()
  const scope = usePastScope()
  const isWide = useIsWide()
  const isPhone = useIsPhone()
  if (bridge.desktop !== undefined && (!hasServer || ALONE.has(path))) {
    return <AloneFrame desktop={bridge.desktop} hasServer={hasServer} isJoin={path === '/join'} />
  }
  return (
    <div className={classes.shell} data-past={scope.past !== undefined || undefined}>
      <Contained what="The navigation">
        <NavRail />
      </Contained>
      <Contained what="The top bar" instead={BareTopBar}>
        <TopBar />
      </Contained>
      <OpenServerBar />
      <div className={classes.middle}>
        <main
          ref={home}
          tabIndex={-1}
          className={classes.main}
          {...(!isBoard && { 'data-region': 'Screen' })}
        >
          <WatchfloorContext value={scope}>
            <Screens />
          </WatchfloorContext>
          <Hint />
        </main>
        {isBoard && isWide && (
          <div className={classes.side} data-region="Side rail">
            <Contained what="The side rail">
              <SideRail />
            </Contained>
          </div>
        )}
      </div>
      {!isPhone && (
        <Contained what="The status line" instead={nothing}>
          <StatusLine />
        </Contained>
      )}
      {!isWide && <RailDrawer />}
      <Overlays scope={scope} />
    </div>
  )
}

/** How fresh what is shown is, whatever else of the top bar failed. */
function BareTopBar(): ReactNode {
  return (
    <header className={classes.aloneBar}>
      <strong>Watchfloor</strong>
      <span className={classes.space} />
      <FreshnessBadge />
    </header>
  )
}

function nothing(): ReactNode {
  return null
}

/** It shows of any place of the page, and stands where those who hear the page come by. */
function Hint(): ReactNode {
  return (
    <Contained what="The hints" instead={nothing}>
      <Hints />
    </Contained>
  )
}

/** What lies over every screen. */
function Overlays({ scope }: { readonly scope: Watchfloor }): ReactNode {
  return (
    <>
      <Contained what="The messages">
        <Toasts />
      </Contained>
      <Contained what="The announcements" instead={nothing}>
        <Announcements />
      </Contained>
      <Contained what="The question">
        <Questions />
      </Contained>
      <Contained what="The keyboard" instead={nothing}>
        <WatchfloorContext value={scope}>
          <Keyboard />
        </WatchfloorContext>
      </Contained>
      <Contained what="The commands">
        <Commands />
      </Contained>
    </>
  )
}

/** The palette, while it is open. */
function Commands(): ReactNode {
  const open = useStore(useWatchfloor().screen, ({ palette }) => palette)
  return open === null ? null : <LATER.Palette open={open} />
}

/** Screens of the desktop app that have the window to themselves. */
const ALONE: ReadonlySet<string> = new Set(['/welcome', '/join'])

interface AloneFrameProps {
  readonly desktop: DesktopOnly<Refusal>
  readonly hasServer: boolean
  readonly isJoin: boolean
}

/** Before there is a server there is nowhere else to go; and what a link proposes is answered first. */
function AloneFrame({ desktop, hasServer, isJoin }: AloneFrameProps): ReactNode {
  const watchfloor = useWatchfloor()
  return (
    <div className={classes.alone}>
      <header className={classes.aloneBar}>
        <Mark />
        <strong>Watchfloor</strong>
        <span className={classes.space} />
        {hasServer && <FreshnessBadge />}
      </header>
      <main className={classes.main}>
        {isJoin ? (
          <Contained what="The invitation">
            <LATER.Join desktop={desktop} />
          </Contained>
        ) : (
          <Contained what="The assistant">
            <LATER.Assistant desktop={desktop} />
          </Contained>
        )}
        <Hint />
      </main>
      <Overlays scope={watchfloor} />
    </div>
  )
}

/** Where the window is too narrow for the side rail, it is a drawer under `i`. */
function RailDrawer(): ReactNode {
  const { screen } = useWatchfloor()
  const isOpen = useStore(screen, (state) => state.isRailOpen)
  return (
    <Drawer
      opened={isOpen}
      onClose={() => screen.setState({ isRailOpen: false })}
      position="right"
      size={320}
      padding={0}
      title="Health and silences"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Contained what="The side rail">
        <SideRail />
      </Contained>
    </Drawer>
  )
}
