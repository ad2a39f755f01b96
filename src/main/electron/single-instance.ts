import type { App } from 'electron'
import { type DeepLink, deepLinkIn, hashOfLink, parseDeepLink } from '../presence/deep-link.ts'

export interface SingleInstanceOptions {
  readonly app: Pick<App, 'requestSingleInstanceLock' | 'exit' | 'on'>
  /** This process's arguments. */
  readonly args: readonly string[]
}

export interface SingleInstance {
  /**
   * The app can show its window: does so as this start asked for, and from then on whenever somebody starts it
   * again, follows a link, or clicks it in the dock. `isHidden`: this start was the system's, at login.
   */
  begin(open: (hash?: string) => void, isHidden?: boolean): void
}

/** Starts without a window, for example at login. */
export const HIDDEN = '--hidden'

/** One app per person and folder of data. Null: another one runs and was asked to show itself, and this one ends. */
export function claimInstance({ app, args }: SingleInstanceOptions): SingleInstance | null {
  // Chromium reorders arguments on their way to the other one, so they also go along as data.
  if (!app.requestSingleInstanceLock({ args })) {
    app.exit(0)
    return null
  }
  let open: ((hash?: string) => void) | undefined
  let early: DeepLink | undefined

  const wish = (wished: readonly string[]): void => {
    const link = deepLinkIn(wished)
    if (link !== undefined) open?.(hashOfLink(link))
    else if (!wished.includes(HIDDEN)) open?.()
  }

  app.on('second-instance', (_event, argv, _folder, data) => wish(argsOf(data) ?? argv))
  // macOS; it may come before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = parseDeepLink(url)
    if (link === undefined) return
    if (open === undefined) early = link
    else open(hashOfLink(link))
  })
  app.on('activate', () => open?.())
  return {
    begin: (given, isHidden = false) => {
      open = given
      if (early === undefined) wish(isHidden ? [...args, HIDDEN] : args)
      else open(hashOfLink(early))
    },
  }
}

function argsOf(data: unknown): readonly string[] | undefined {
  if (typeof data !== 'object' || data === null || !('args' in data) || !Array.isArray(data.args))
    return undefined
  return data.args.filter((arg) => typeof arg === 'string')
}
