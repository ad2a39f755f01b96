import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { openAppWindow } from '../chromium/profile.ts'
import type { Engine } from './engine.ts'

/** The page of a window that has opened. */
export interface Target {
  readonly id: string
  /** What the window opened with: none of the app's pages. */
  readonly url: string
  readonly page: DevtoolsSession
  readonly onGone: (listener: () => void) => void
}

/** A window of Chromium's that is being opened. */
export interface WindowOpening {
  /** X11's number of it, as soon as it is on the screen. */
  readonly window: Promise<number>
  readonly target: Promise<Target>
}

export function openChromiumWindow({ screen, profile, chromium }: Engine): WindowOpening {
  const { browser } = chromium.devtools
  // The address is in the window's class and in its page's URL: so both are found.
  const token = crypto.randomUUID()
  const url = `data:text/html,${token}`
  const window = screen.awaitWindow(`text_html,${token}`)
  const created = new Promise<string>((resolve) => {
    const look = ({ targetInfo }: Fields): void => {
      if (targetInfo.url !== url || targetInfo.type !== 'page') return
      browser.off('Target.targetCreated', look)
      resolve(targetInfo.targetId)
    }
    browser.on('Target.targetCreated', look)
  })
  const open = async (): Promise<Target> => {
    await openAppWindow(profile, url)
    const id = await created
    return {
      id,
      url,
      page: await chromium.devtools.attach(id),
      onGone: (listener) =>
        browser.on('Target.targetDestroyed', ({ targetId }: Fields) => {
          if (targetId === id) listener()
        }),
    }
  }
  return { window, target: open() }
}
