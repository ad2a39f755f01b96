import type { ReactNode } from 'react'
import { Route, Switch } from 'wouter'
import { Board } from '../features/board/board.tsx'
import { AlertDetail } from '../features/detail/alert-detail.tsx'
import { SilenceForm } from '../features/silences/silence-form.tsx'
import { Silences } from '../features/silences/silences.tsx'
import { goTo } from '../state/hash-location.ts'

/** The screen of the current place. */
export function Routes(): ReactNode {
  return (
    <Switch>
      <Route path="/silences">
        <Silences />
      </Route>
      <Route path="/silences/new">
        <SilenceForm />
      </Route>
      <Route path="/silences/:id">{({ id }) => <SilenceForm id={id} />}</Route>
      <Route path="/alert/:fingerprint">
        {({ fingerprint }) => <AlertDetail fingerprint={fingerprint} as="page" onClose={() => goTo('/')} />}
      </Route>
      <Route>
        <Board />
      </Route>
    </Switch>
  )
}
