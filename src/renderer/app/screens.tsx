import type { ReactNode } from 'react'
import { Route, Switch, useLocation, useRoute } from 'wouter'
import { isBoardPath } from '../../shared/page-paths.ts'
import { Board } from '../features/board/board.tsx'
import { BoardThen } from '../features/board/board-then.tsx'
import { ChainScreen } from '../features/freshness/chain-screen.tsx'
import { SpanTimeline } from '../features/timeline/span-timeline.tsx'
import { Timeline } from '../features/timeline/timeline.tsx'
import { usePreferences } from '../state/context.ts'
import { closeDetail } from '../state/places.ts'
import { useIsWide } from '../ui/breakpoints.ts'
import { Contained } from '../ui/contained.tsx'
import { LATER } from './later-screens.ts'
import { NoScreen } from './no-screen.tsx'
import classes from './screens.module.css'

/** The screen of the current place. The board stays as it is while a detail lies over it. */
export function Screens(): ReactNode {
  const isWide = useIsWide()
  const [isDetail] = useRoute('/alert/:fingerprint')
  const [here] = useLocation()
  const zone = usePreferences((preferences) => preferences.zone)
  // In another zone every time is written anew. Where the zone is chosen, the keyboard stays.
  // Another place is another screen, whatever became of this one; the board stays what it is under a detail.
  const screen = isDetail ? '/' : here
  return (
    <Contained what="This screen" key={here === '/settings' ? screen : `${screen} ${zone}`}>
      <Switch>
        <Route path="/silences">
          <LATER.Silences />
        </Route>
        <Route path="/silences/new">
          <LATER.SilenceForm />
        </Route>
        <Route path="/silences/:id">{({ id }) => <LATER.SilenceForm id={id} />}</Route>
        <Route path="/health">
          <ChainScreen />
        </Route>
        <Route path="/history">
          <Past />
        </Route>
        <Route path="/stats">
          <LATER.Stats />
        </Route>
        <Route path="/inbox">
          <LATER.Inbox />
        </Route>
        <Route path="/handover">
          <LATER.Handover />
        </Route>
        <Route path="/settings">
          <LATER.Settings />
        </Route>
        <Route path="/access">
          <LATER.Access />
        </Route>
        <Route path="/audit">
          <LATER.Audit />
        </Route>
        <Route path="/sign-in">
          <LATER.SignIn />
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

function BoardScreen(): ReactNode {
  return (
    <Board
      timeline={(height) => (
        <Contained what="The timeline">
          <Timeline height={height} />
        </Contained>
      )}
      welcome={<LATER.Welcome />}
    />
  )
}

/** Looking back: the board's own list, timeline and detail, as they were. */
function Past(): ReactNode {
  return (
    <LATER.History
      board={<BoardThen />}
      timeline={(slot) => (
        <Contained what="The timeline">
          <SpanTimeline height={72} {...slot} />
        </Contained>
      )}
      detail={(fingerprint, onClose) => (
        <Contained what="The detail" key={fingerprint}>
          <LATER.AlertDetail fingerprint={fingerprint} as="panel" onClose={onClose} />
        </Contained>
      )}
    />
  )
}

function Detail({ as }: { readonly as: 'panel' | 'page' }): ReactNode {
  const [, parameters] = useRoute('/alert/:fingerprint')
  if (parameters === null) return null
  return (
    <Contained what="The detail" key={parameters.fingerprint}>
      <LATER.AlertDetail fingerprint={parameters.fingerprint} as={as} onClose={closeDetail} />
    </Contained>
  )
}
