import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { Questions } from '../features/acknowledge/questions.tsx'
import { Keyboard } from '../features/keyboard/keyboard.tsx'
import { SideRail } from '../features/rail/side-rail.tsx'
import { Toasts } from '../features/toasts/toasts.tsx'
import { useWatchfloor } from '../state/context.ts'
import { useViewOfPlace } from '../state/view-place.ts'
import { useIsPhone, useIsWide } from '../ui/breakpoints.ts'
import { Contained } from '../ui/contained.tsx'
import { Hints } from '../ui/hints.tsx'
import { NavRail } from './nav-rail.tsx'
import { Routes } from './routes.tsx'
import classes from './shell.module.css'
import { StatusLine } from './status-line.tsx'
import { TopBar } from './top-bar.tsx'
import { useDocumentTitle } from './use-document-title.ts'

/** The frame of every screen: navigation, top bar, the screen itself, status line; and what lies over them. */
export function Shell(): ReactNode {
  useViewOfPlace()
  useDocumentTitle()
  const [path] = useLocation()
  const isBoard = path === '/' || path.startsWith('/alert/')
  const isWide = useIsWide()
  const isPhone = useIsPhone()
  return (
    <div className={classes.shell}>
      <NavRail />
      <TopBar />
      <div className={classes.middle}>
        <main className={classes.main}>
          <Routes />
        </main>
        {isBoard && isWide && (
          <div className={classes.side} data-region="Side rail">
            <Contained what="The side rail">
              <SideRail />
            </Contained>
          </div>
        )}
      </div>
      {!isPhone && <StatusLine />}
      {!isWide && <RailDrawer />}
      <Toasts />
      <Questions />
      <Keyboard />
      <Hints />
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
