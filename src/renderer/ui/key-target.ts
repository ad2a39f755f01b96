/** What the keyboard is in, as far as keys go. */
export type KeyTarget = 'page' | 'field' | 'dialog'

/** Inputs that take no text: letters mean nothing in them. */
const NO_TEXT = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'file', 'color']
const FIELDS = `input${NO_TEXT.map((type) => `:not([type="${type}"])`).join('')}, textarea, select`

/** Fields, and what lies over the page, have keys of their own. */
export function keyTarget(target: EventTarget | null): KeyTarget {
  if (document.querySelector('[aria-modal="true"]') !== null) return 'dialog'
  if (!(target instanceof HTMLElement)) return 'page'
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return 'dialog'
  return target.isContentEditable || target.closest(FIELDS) !== null ? 'field' : 'page'
}

const PRESSED = 'button, a, summary, [role="button"]'
/** Keys by which one moves among choices, or along a slider. */
const ARROWS: ReadonlySet<string> = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
])

/** Does the control under the keyboard need this key itself? Enter and Space press it, arrows choose. */
export function isOfControl(event: KeyboardEvent): boolean {
  const { target, key } = event
  if (!(target instanceof HTMLElement)) return false
  if (key === ' ') return target.closest(`${PRESSED}, input`) !== null
  if (key === 'Enter') return target.closest(PRESSED) !== null
  return ARROWS.has(key) && target.closest('input[type="radio"], input[type="range"], [role="tab"]') !== null
}

/** What takes the keyboard. */
export const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]'
