import { type RefObject, useEffect, useRef } from 'react'
import { isBoardPath } from '../../shared/page-paths.ts'
import { parsePlace } from '../state/hash-location.ts'
import { FOCUSABLE } from '../ui/key-target.ts'

/** Where something has neighbours: what stands beside it there takes its place. */
const SURROUNDINGS = '[role="dialog"], form, [data-region], main'
/** How many stands are remembered: a dialog over a drawer over a screen. */
const MOST = 4

/** What had the keyboard, and what stood after and before it. */
interface Stand {
  readonly element: HTMLElement
  readonly around: Element | null
  readonly screen: string
  readonly neighbours: readonly HTMLElement[]
}

/**
 * The one place that decides where the keyboard is when what had it goes away or can be used no longer: beside it; else
 * in what had it before, such as the list under a detail; else, as on every new screen, in the screen itself. What is
 * only busy gets it back.
 */
export function useKeyboardHome(): RefObject<HTMLElement | null> {
  const home = useRef<HTMLElement>(null)
  useEffect(() => {
    let stands: readonly Stand[] = []
    let isWaiting = false
    const remember = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return
      isWaiting = false
      const stand = standOf(target)
      // However far somebody moves within a question, what had the keyboard before it is not forgotten.
      const others = stands.filter(({ element, around }) => element !== target && around !== stand.around)
      stands = [...others, stand].slice(-MOST)
    }
    /** Who clicks beside everything has put the keyboard down. */
    const forget = ({ target }: FocusEvent): void =>
      queueMicrotask(() => {
        if (document.activeElement === document.body && target instanceof HTMLElement && isUsable(target))
          stands = []
      })
    const mend = (): void => {
      const last = stands.at(-1)
      if (last === undefined || document.activeElement !== document.body) return
      if (isUsable(last.element)) {
        if (isWaiting) last.element.focus({ preventScroll: true })
        return
      }
      isWaiting = last.element.isConnected && last.element.matches('[data-loading]')
      if (isWaiting) return
      const screen = screenHere()
      const here = stands.filter((stand) => stand.screen === screen).toReversed()
      const next = last.screen === screen ? firstUsable(here) : undefined
      if (next === undefined) stands = []
      const to = next ?? home.current
      to?.focus({ preventScroll: true })
    }
    const changes = new MutationObserver(mend)
    changes.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['disabled', 'hidden', 'data-loading'],
    })
    document.addEventListener('focusin', remember)
    document.addEventListener('focusout', forget)
    return () => {
      changes.disconnect()
      document.removeEventListener('focusin', remember)
      document.removeEventListener('focusout', forget)
    }
  }, [])
  return home
}

/** The board stays what it is under a detail. */
function screenHere(): string {
  const { path } = parsePlace(location.hash)
  return isBoardPath(path) ? '/' : path
}

function standOf(element: HTMLElement): Stand {
  const around = element.closest(SURROUNDINGS)
  const all = around === null ? [] : [...around.querySelectorAll<HTMLElement>(FOCUSABLE)]
  const at = all.indexOf(element)
  const neighbours = at === -1 ? [] : [...all.slice(at + 1), ...all.slice(0, at).reverse()]
  return { element, around, screen: screenHere(), neighbours }
}

function firstUsable(stands: readonly Stand[]): HTMLElement | undefined {
  for (const { element, neighbours } of stands) {
    const found = [element, ...neighbours].find(isUsable)
    if (found !== undefined) return found
  }
  return undefined
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility()
}
