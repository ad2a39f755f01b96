import type { Refusal } from '@watchfloor/client'
import type { DesktopOnly } from '../../shared/bridge.ts'
import type { TimeZone } from '../../shared/times.ts'
import type { Shelf } from './preferences.ts'

/** What the desktop app has in its settings, since its notifications need it too. */
const NAME = 'watchfloor.name'
const ZONE = 'watchfloor.zone'

/** A shelf on which the person's name and zone are those of the desktop app's settings; the rest stays as it was. */
export function deskShelf(
  desktop: DesktopOnly<Refusal>,
  shelf: Shelf,
  refused: (refusal: Refusal) => void,
): Shelf {
  return {
    getItem: (key) => {
      const { name, time_zone } = desktop.desk.settings
      return key === NAME ? name : key === ZONE ? time_zone : shelf.getItem(key)
    },
    setItem: (key, value) => {
      if (key !== NAME && key !== ZONE) return shelf.setItem(key, value)
      const change = key === NAME ? { name: value } : { time_zone: value as TimeZone }
      void desktop.changeSettings(change).then((answer) => {
        if (!answer.ok) refused(answer)
      })
    },
  }
}
