import { type ReactNode, useEffect, useState } from 'react'
import failed from '../ui/failed.module.css'
import { isStillServed } from './still-served.ts'

/**
 * In the place of a screen that could not be fetched. A page that is older than what its server has now must be loaded
 * anew; where the server only does not answer, that would take the board away with it.
 */
export function NotFetched({ onAgain }: { readonly onAgain: () => void }): ReactNode {
  const [isOld, setOld] = useState(false)
  useEffect(() => {
    let isWanted = true
    void isStillServed(window).then((still) => isWanted && setOld(still === false))
    return () => {
      isWanted = false
    }
  }, [])
  return (
    <div className={failed.failed} role="alert">
      <p className={failed.title}>This screen could not be fetched.</p>
      <p>
        {isOld
          ? 'The server has another version than this page. Reload the page to go on with it.'
          : 'The server did not give it. The board goes on with what it has.'}
      </p>
      <div className={failed.buttons}>
        {isOld && (
          <button type="button" onClick={() => location.reload()}>
            Reload
          </button>
        )}
        <button type="button" onClick={onAgain}>
          Try again
        </button>
        <a href="#/">Board</a>
      </div>
    </div>
  )
}
