import { type RefObject, useState } from 'react'

/** `selected`: the browser did not allow copying, and the text is selected instead. */
export type Copied = 'no' | 'copied' | 'selected'

export const COPY_LABELS: Readonly<Record<Copied, string>> = {
  no: 'Copy',
  copied: 'Copied',
  selected: 'Selected: press Ctrl C',
}

/**
 * Copies a text that `shown` shows. Browsers allow copying only over TLS or on this computer; elsewhere the text is
 * selected.
 */
export function useCopy(
  shown: RefObject<HTMLElement | null>,
): readonly [state: Copied, copy: (text: string) => Promise<void>] {
  const [state, setState] = useState<Copied>('no')
  const copy = async (text: string): Promise<void> => {
    const isCopied = await writeClipboard(text)
    if (!isCopied && shown.current !== null) getSelection()?.selectAllChildren(shown.current)
    setState(isCopied ? 'copied' : 'selected')
  }
  return [state, copy]
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Refused or missing: the caller offers the selection instead.
    return false
  }
}
