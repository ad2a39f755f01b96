import type { Refusal } from '@watchfloor/client'
import type { ReactNode } from 'react'
import type { ServerFacts } from '../../../shared/desk-state.ts'
import classes from './assistant.module.css'
import { reachedText, unreachedText } from './server-words.ts'

/** What a test of exactly this address and token told. */
export type TestedServer = { readonly address: string; readonly token: string } & (
  | { readonly kind: 'testing' }
  | { readonly kind: 'reached'; readonly facts: ServerFacts }
  | { readonly kind: 'unreached'; readonly refusal: Refusal }
)

/** Reached and what is there, or which hop is broken. */
export function ServerTest({ tested }: { readonly tested: TestedServer | null }): ReactNode {
  return (
    <div className={classes.tested} role="status">
      {tested?.kind === 'testing' && <p className={classes.said}>Asking {tested.address}…</p>}
      {tested?.kind === 'reached' && (
        <p className={classes.said} data-tone="proved">
          {reachedText(tested.facts)}
        </p>
      )}
      {tested?.kind === 'unreached' && (
        <>
          <p className={classes.said} data-tone="not-receiving">
            {unreachedText(tested.refusal, tested.address)}
          </p>
          <p className={classes.detail}>{tested.refusal.message}</p>
        </>
      )}
    </div>
  )
}
