import { type ReactNode, useEffect, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { newCriticals, stillNeeded } from '../../state/new-criticals.ts'
import { afterInPage } from '../../ui/after-in-page.ts'
import classes from './announcements.module.css'
import { createAnnouncing } from './announcing.ts'

/** Says aloud which criticals begin, whether their rows are in sight or not, and on whatever screen. */
export function Announcements(): ReactNode {
  const { live } = useWatchfloor()
  const [said, say] = useState({ text: '', times: 0 })
  useEffect(() => {
    const announcing = createAnnouncing({
      after: afterInPage,
      needed: (fingerprints) => stillNeeded(fingerprints, live.getState().board?.alerts),
      say: (text) => say(({ times }) => ({ text, times: times + 1 })),
    })
    const stop = live.onFrame((frame) => announcing.hear(newCriticals(frame)))
    return () => {
      stop()
      announcing.stop()
    }
  }, [live])
  return (
    <div aria-live="assertive" aria-atomic="true" className={classes.heard}>
      <p key={said.times}>{said.text}</p>
    </div>
  )
}
