import { type DecidingView, decidingView } from '../../shared/saved-views.ts'
import type { Settings } from '../../shared/settings.ts'

/** The view of the settings that decides, the same one for as long as they say the same. */
export function decidingViewOf(): (settings: Settings, account: string) => DecidingView | null {
  let read: { readonly of: string; readonly view: DecidingView | null } = { of: '', view: null }
  return ({ views, view, name }, account) => {
    const me = name ?? account
    const of = JSON.stringify([views.find(({ id }) => id === view), me])
    if (of !== read.of) read = { of, view: decidingView(views, view, me) }
    return read.view
  }
}
