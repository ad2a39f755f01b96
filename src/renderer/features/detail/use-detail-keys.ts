import type { Alert } from '@watchfloor/contract'
import { type KeyboardEvent as ReactKeyboardEvent, useEffect } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { openDashboard, openRunbook, silence } from '../../state/places.ts'

const FIELDS = 'input, textarea, select, [role="dialog"], [role="menu"]'

/**
 * The keys of an open detail. Esc closes it from anywhere, before the list lets anything go. The others mean the
 * alert that is shown, not the row that the list stands on, while the focus is in the detail.
 */
export function useDetailKeys(
  alert: Alert | undefined,
  onClose: () => void,
): (event: ReactKeyboardEvent) => void {
  const watchfloor = useWatchfloor()
  const { actions, live, preferences, screen } = watchfloor
  useEffect(() => {
    const close = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const { isHelpOpen, isRailOpen } = screen.getState()
      if (isHelpOpen || isRailOpen) return
      if (event.target instanceof Element && event.target.closest(FIELDS) !== null) return
      event.preventDefault()
      onClose()
    }
    addEventListener('keydown', close, { capture: true })
    return () => removeEventListener('keydown', close, { capture: true })
  }, [onClose, screen])
  return (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    if (!isPlain || !preferences.getState().singleKeys || alert === undefined) return
    // A board that is cut leaves out alerts that fire.
    const shown = live.getState().board?.alerts.get(alert.fingerprint) ?? alert
    const run = {
      a: () => void actions.acknowledge([shown]),
      u: () => void actions.giveBack([shown]),
      s: () => silence(watchfloor, [shown]),
      o: () => void openRunbook(shown),
      d: () => void openDashboard(shown),
    }[event.key]
    if (run === undefined) return
    event.preventDefault()
    run()
  }
}
