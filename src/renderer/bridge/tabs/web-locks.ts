import type { Leadership } from './tab-message.ts'

/** Leads whoever holds a lock of the browser's; it is free again in the moment its tab is gone. */
export function webLocks(locks: LockManager, name: string): Leadership {
  return {
    request: (how, { granted, lost }) => {
      const leaving = new AbortController()
      let isHeld = false
      let isOver = false
      let release = (): void => {}
      const hold = (): Promise<void> =>
        new Promise((resolve) => {
          release = resolve
          isHeld = true
          if (isOver) resolve()
          else granted()
        })
      locks.request(name, how === 'take' ? { steal: true } : { signal: leaving.signal }, hold).catch(() => {
        if (isOver) return
        // A browser that refuses locks has none to share: then each tab is on its own.
        if (isHeld) lost()
        else granted()
      })
      return () => {
        isOver = true
        leaving.abort()
        release()
      }
    },
  }
}
