import type { Refusal } from '@watchfloor/client'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { notSaved } from '../../state/change-settings.ts'
import type { Watchfloor } from '../../state/context.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'
import { goToStep } from './steps.ts'

/**
 * Saves the server, and its token if one was given. Another server begins the page anew, so the place to go on at is
 * set before, and both are sent in one go: the token is kept for the server that is set when it arrives.
 */
export async function saveServer(
  { toasts, desk: store }: Watchfloor,
  desktop: DesktopOnly<Refusal>,
  address: string,
  token: string,
): Promise<boolean> {
  goToStep(2)
  const isAnother = store.getState()?.settings.server !== address
  const [saved, kept] = await Promise.all([
    isAnother ? desktop.changeSettings({ server: address }) : null,
    token === '' ? null : desktop.setToken(token),
  ])
  if (saved?.ok === false) toasts.push({ ...notSaved(saved), actions: [] })
  else if (kept?.ok === false)
    toasts.push({ kind: 'error', key: 'token', text: [appRefusalText('Token not kept', kept)], actions: [] })
  else return true
  goToStep(1)
  return false
}
