import type { App } from 'electron'
import { deepLinkIn, hashOfLink, parseDeepLink } from '../presence/deep-link.ts'

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
  // What was asked for before there is a window to show; a link counts more than a plain start after it.
  let early: { readonly hash: string | undefined } | undefined

  const show = (hash?: string): void => {
    if (open === undefined) early = { hash: hash ?? early?.hash }
    else open(hash)
  }
  const wish = (wished: readonly string[]): void => {
    const link = deepLinkIn(wished)
    if (link !== undefined) show(hashOfLink(link))
    else if (!wished.includes(HIDDEN)) show()
  }

  app.on('second-instance', (_event, argv, _folder, data) => wish(argsOf(data) ?? argv))
  // macOS; it may come before the app is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = parseDeepLink(url)
    if (link !== undefined) show(hashOfLink(link))
  })
  app.on('activate', () => open?.())
  return {
    begin: (given, isHidden = false) => {
      open = given
      if (early === undefined) return wish(isHidden ? [...args, HIDDEN] : args)
      const own = deepLinkIn(args)
      open(early.hash ?? (own && hashOfLink(own)))
    },
  }
}

function argsOf(data: unknown): readonly string[] | undefined {
  if (typeof data !== 'object' || data === null || !('args' in data) || !Array.isArray(data.args))
    return undefined
  return data.args.filter((arg) => typeof arg === 'string')
}
