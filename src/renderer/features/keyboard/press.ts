export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'getModifierState'
>

/** Signs by where they lie on most keyboards: for layouts whose own letter lies there. */
const SIGNS: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Slash: '/',
  Period: '.',
  Comma: ',',
}

/**
 * A press as the table of keys writes it, the surest reading first; none for what is not ours (Alt, a letter that is
 * still composed). A letter is the same with Caps Lock. On a layout without these letters, digits or signs, what
 * counts is where the key lies.
 */
export function namesOf(event: Press): readonly string[] {
  const { key, shiftKey } = event
  const isThirdLevel = event.getModifierState('AltGraph')
  if (event.isComposing || key === 'Dead' || (event.altKey && !isThirdLevel)) return []
  const control = (event.ctrlKey || event.metaKey) && !isThirdLevel ? 'Ctrl+' : ''
  return readings(event).map((one) => {
    // Which signs need Shift is the layout's affair: the sign is what counts.
    const isSign = one.length === 1 && !/[a-z]/.test(one)
    if (isSign) return control + one
    return control + (shiftKey ? `Shift+${one.length === 1 ? one.toUpperCase() : one}` : one)
  })
}

function readings({ key, code, shiftKey }: Press): readonly string[] {
  if (key === ' ') return ['Space']
  if (key.length !== 1) return [key]
  const plain = key.toLowerCase()
  if (/[a-z0-9]/.test(plain)) return [plain]
  const isForeign = plain !== key.toUpperCase() || /\p{L}/u.test(key)
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  const byPlace = isForeign ? (letter ?? SIGNS[code]) : undefined
  const readAs = byPlace ?? (shiftKey ? undefined : digit)
  return readAs === undefined ? [plain] : [plain, readAs]
}

/** Is it a plain letter or sign? Those can be switched off, for who dictates or rests a hand on the keys. */
export function isSingle({ key, ctrlKey, metaKey }: Press): boolean {
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey
}
