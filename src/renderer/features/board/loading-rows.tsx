import { type ReactNode, useEffect, useState } from 'react'
import { useLive, useWatchfloor } from '../../state/context.ts'
import classes from './loading-rows.module.css'
import { HEAD_HEIGHT, type RowSize, rowHeight } from './sizes.ts'

/** After this long the waiting is said in words, milliseconds. */
const SLOW_MS = 3_000

/** Before the first board: at most ten rows at their real height. */
export function LoadingRows({ size }: { readonly size: RowSize }): ReactNode {
  const isSlow = useSlow()
  const state = useLive(({ freshness }) => freshness?.state)
  const isOut = state === 'offline' || state === 'signed_out'
  return (
    <div className={classes.rows} aria-busy={!isOut}>
      <p className={classes.words} style={{ height: HEAD_HEIGHT }} role="status">
        {state === 'signed_out'
          ? 'No board: this server shows it to whoever is signed in.'
          : isOut
            ? 'No board yet: the server was not reached since this window opened.'
            : isSlow
              ? 'Still loading: the server is answering slowly.'
              : ''}
      </p>
      {!isOut &&
        Array.from({ length: 10 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: ten equal, stateless rows.
          <div key={index} className={classes.row} style={{ height: rowHeight(size) }}>
            <span className={classes.chip} />
            <span className={classes.text} style={{ width: `${38 - (index % 4) * 6}%` }} />
          </div>
        ))}
    </div>
  )
}

function useSlow(): boolean {
  const { ticker } = useWatchfloor()
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const began = ticker.monotonic()
    return ticker.subscribe(() => setSlow(ticker.monotonic() - began >= SLOW_MS))
  }, [ticker])
  return isSlow
}
