import { useEffect, useRef } from 'react'
import { usePreferences } from '../../state/context.ts'
import { isPress, isTyping } from '../../ui/key-target.ts'
import type { InboxItem } from './inbox-items.ts'

/** Lines by which each key moves. */
const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

export interface InboxKeys {
  readonly items: readonly InboxItem[]
  readonly active: string | null
  /** To the row with this id, at this index of the items. */
  readonly onMove: (id: string, index: number) => void
  readonly onOpen: (id: string) => void
}

/** Moves through the rows and opens them, wherever on this screen the keyboard is. */
export function useInboxKeys(keys: InboxKeys): void {
  const now = useRef(keys)
  now.current = keys
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      if (isTyping(event.target) || isPress(event)) return
      if (event.key.length === 1 && !singleKeys) return
      const { items, active, onMove, onOpen } = now.current
      const by = STEPS[event.key]
      if (by !== undefined) {
        const to = nextRow(items, active, by)
        if (to !== undefined) onMove(to.id, items.indexOf(to))
      } else if (event.key === 'Enter' && active !== null) onOpen(active)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [singleKeys])
}

/** The row that many rows on or back, over the headings of days. */
export function nextRow(
  items: readonly InboxItem[],
  active: string | null,
  by: number,
): InboxItem | undefined {
  const rows = items.filter(({ kind }) => kind === 'row')
  const at = rows.findIndex(({ id }) => id === active)
  const wanted =
    at === -1 ? (by > 0 && by !== Number.POSITIVE_INFINITY ? 0 : by > 0 ? rows.length - 1 : 0) : at + by
  return rows[Math.max(0, Math.min(wanted, rows.length - 1))]
}
