import type { App, Session, WebContents } from 'electron'
import { isOwnPage } from '../window/own-page.ts'

export interface WebGuardsOptions {
  readonly app: Pick<App, 'on'>
  readonly session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>
  /** Where links go. */
  readonly openOutside: (address: string) => void
}

/** Electron grants by default; a page of ours needs no more than to copy. */
const GRANTED = 'clipboard-sanitized-write'

/** Whatever a page tries, it stays our page: installed before the first window, for every one there will ever be. */
export function installWebGuards({ app, session, openOutside }: WebGuardsOptions): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, openOutside))
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === GRANTED && isOwnPage(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === GRANTED && isOwnPage(origin),
  )
}

function guard(contents: WebContents, openOutside: (address: string) => void): void {
  // In the main frame our own page may begin again: a reload, or the way back from the page after a crash.
  const refuseElsewhere = (event: Refusable): void => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', refuseElsewhere)
  contents.on('will-frame-navigate', refuseElsewhere)
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}

interface Refusable {
  readonly url: string
  readonly isMainFrame: boolean
  readonly preventDefault: () => void
}
