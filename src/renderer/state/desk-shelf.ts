import type { Refusal } from '@watchfloor/client'
import type { DesktopOnly } from '../../shared/bridge.ts'
import type { Shelf } from './preferences.ts'

const NAME = 'watchfloor.name'

/** A shelf on which the person's name is the one that the desktop app has in its settings; the rest stays as it was. */
export function deskShelf(
  desktop: DesktopOnly<Refusal>,
  shelf: Shelf,
  refused: (refusal: Refusal) => void,
): Shelf {
  return {
    getItem: (key) => (key === NAME ? desktop.desk.settings.name : shelf.getItem(key)),
    setItem: (key, value) => {
      if (key !== NAME) return shelf.setItem(key, value)
      void desktop.changeSettings({ name: value }).then((answer) => {
        if (!answer.ok) refused(answer)
      })
    },
  }
}
