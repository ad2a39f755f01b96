import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { NotFetched } from './not-fetched.tsx'
import classes from './screens.module.css'

/** A part of the page that is not in its first file. Drawn before it is there, it says that it is being fetched. */
export interface Later<P extends object> {
  (props: P): ReactNode
  /** Fetches it, once: what failed is fetched anew by whoever asks next. */
  readonly fetch: () => Promise<void>
}

/**
 * Not React's own `lazy`, which remembers a failure for ever and shows nothing for a moment even of what is there: a
 * screen that was fetched ahead is drawn at once.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let Part: ComponentType<P> | undefined
  let pending: Promise<void> | undefined
  const fetch = (): Promise<void> => {
    pending ??= load().then(
      (loaded) => {
        Part = loaded
      },
      (error: unknown) => {
        pending = undefined
        throw error
      },
    )
    return pending
  }
  function Fetched(props: P): ReactNode {
    const [failed, setFailed] = useState(false)
    const [, setHere] = useState(Part !== undefined)
    useEffect(() => {
      if (Part !== undefined || failed) return
      let isWanted = true
      fetch().then(
        () => isWanted && setHere(true),
        () => isWanted && setFailed(true),
      )
      return () => {
        isWanted = false
      }
    }, [failed])
    if (Part !== undefined) return <Part {...props} />
    if (failed) return <NotFetched onAgain={() => setFailed(false)} />
    return (
      <p className={classes.fetching} role="status">
        Fetching this screen…
      </p>
    )
  }
  return Object.assign(Fetched, { fetch })
}
