import '@mantine/core/styles.css'
import './global.css'
import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { Router } from 'wouter'
import { useStore } from 'zustand'
import { FreshnessBadge } from '../features/freshness/freshness-badge.tsx'
import { type Watchfloor, WatchfloorContext } from '../state/context.ts'
import { useHashPath } from '../state/hash-location.ts'
import { Contained } from '../ui/contained.tsx'
import { Shell } from './shell.tsx'
import { cssVariablesResolver, theme } from './theme.ts'

/** The whole console around one server. */
export function App({ watchfloor }: { readonly watchfloor: Watchfloor }): ReactNode {
  const scheme = useStore(watchfloor.preferences, (preferences) => preferences.scheme)
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      {...(scheme !== 'auto' && { forceColorScheme: scheme })}
    >
      <WatchfloorContext value={watchfloor}>
        <Contained what="Watchfloor" instead={Bare}>
          <Router hook={useHashPath}>
            <Shell />
          </Router>
        </Contained>
      </WatchfloorContext>
    </MantineProvider>
  )
}

/** When the whole frame failed: what failed, and still how fresh what was shown is. */
function Bare(failed: ReactNode): ReactNode {
  return (
    <main>
      <Contained what="The badge">
        <FreshnessBadge />
      </Contained>
      {failed}
    </main>
  )
}
