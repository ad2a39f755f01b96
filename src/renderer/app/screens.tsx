import { lazy, type ReactNode, Suspense } from 'react'
import { Route, Switch, useLocation, useRoute } from 'wouter'
import { isBoardPath } from '../../shared/page-paths.ts'
import { Board } from '../features/board/board.tsx'
import { AlertDetail } from '../features/detail/alert-detail.tsx'
import { ChainScreen } from '../features/freshness/chain-screen.tsx'
import { Inbox } from '../features/inbox/inbox.tsx'
import { Settings } from '../features/settings/settings.tsx'
import { SignIn } from '../features/sign-in/sign-in.tsx'
import { SilenceForm } from '../features/silences/silence-form.tsx'
import { Silences } from '../features/silences/silences.tsx'
import { Timeline } from '../features/timeline/timeline.tsx'
import { Welcome } from '../features/welcome/welcome.tsx'
import { useWatchfloor } from '../state/context.ts'
import { closeDetail } from '../state/places.ts'
import { useIsWide } from '../ui/breakpoints.ts'
import { Contained } from '../ui/contained.tsx'
import { NoScreen, NoSettings } from './no-screen.tsx'
import classes from './screens.module.css'

/** What few people open, and seldom: it is fetched when it is. */
const Access = lazy(async () => ({ default: (await import('../features/access/access.tsx')).Access }))
const Audit = lazy(async () => ({ default: (await import('../features/audit/audit.tsx')).Audit }))

/** The screen of the current place. The board stays as it is while a detail lies over it. */
export function Screens(): ReactNode {
  const { bridge } = useWatchfloor()
  const isWide = useIsWide()
  const [isDetail] = useRoute('/alert/:fingerprint')
  const [here] = useLocation()
  // Another place is another screen, whatever became of this one; the board stays what it is under a detail.
  const screen = isDetail ? '/' : here
  return (
    <Contained what="This screen" key={screen}>
      <Switch>
        <Route path="/silences">
          <Silences />
        </Route>
        <Route path="/silences/new">
          <SilenceForm />
        </Route>
        <Route path="/silences/:id">{({ id }) => <SilenceForm id={id} />}</Route>
        <Route path="/health">
          <ChainScreen />
        </Route>
        <Route path="/inbox">
          <Inbox />
        </Route>
        <Route path="/settings">{bridge.desktop === undefined ? <NoSettings /> : <Settings />}</Route>
        <Route path="/access">
          <Suspense fallback={<Fetching />}>
            <Access />
          </Suspense>
        </Route>
        <Route path="/audit">
          <Suspense fallback={<Fetching />}>
            <Audit />
          </Suspense>
        </Route>
        <Route path="/sign-in">
          <SignIn />
        </Route>
        {!isBoardPath(here) && here !== '/welcome' && (
          <Route>
            <NoScreen />
          </Route>
        )}
        <Route>
          {isDetail && !isWide ? (
            <Detail as="page" />
          ) : (
            <Contained what="The board">
              <BoardScreen />
            </Contained>
          )}
          {isDetail && isWide && (
            <div className={classes.panel}>
              <Detail as="panel" />
            </div>
          )}
        </Route>
      </Switch>
    </Contained>
  )
}

function Fetching(): ReactNode {
  return (
    <p className={classes.fetching} role="status">
      Fetching this screen…
    </p>
  )
}

function BoardScreen(): ReactNode {
  return (
    <Board
      timeline={(height) => (
        <Contained what="The timeline">
          <Timeline height={height} />
        </Contained>
      )}
      welcome={<Welcome />}
    />
  )
}

function Detail({ as }: { readonly as: 'panel' | 'page' }): ReactNode {
  const [, parameters] = useRoute('/alert/:fingerprint')
  if (parameters === null) return null
  return (
    <Contained what="The detail" key={parameters.fingerprint}>
      <AlertDetail fingerprint={parameters.fingerprint} as={as} onClose={closeDetail} />
    </Contained>
  )
}
