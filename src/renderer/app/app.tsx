import '@mantine/core/styles.css'
import './global.css'
import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { Router } from 'wouter'
import { type Watchfloor, WatchfloorContext } from '../state/context.ts'
import { useHashPath } from '../state/hash-location.ts'
import { Shell } from './shell.tsx'
import { cssVariablesResolver, theme } from './theme.ts'

/** The whole console around one server. */
export function App({ watchfloor }: { readonly watchfloor: Watchfloor }): ReactNode {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <WatchfloorContext value={watchfloor}>
        <Router hook={useHashPath}>
          <Shell />
        </Router>
      </WatchfloorContext>
    </MantineProvider>
  )
}
