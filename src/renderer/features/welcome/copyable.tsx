import { Button } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import styles from './welcome.module.css'

type Copied = 'no' | 'copied' | 'selected'

const LABELS: Readonly<Record<Copied, string>> = {
  no: 'Copy',
  copied: 'Copied',
  selected: 'Selected: press Ctrl C',
}

/**
 * A file's text with a button that copies it. Browsers allow copying only over TLS or on this computer; elsewhere
 * the button selects the text.
 */
export function Copyable({ file, text }: { readonly file: string; readonly text: string }): ReactNode {
  const [state, setState] = useState<Copied>('no')
  const shown = useRef<HTMLPreElement>(null)
  const copy = async (): Promise<void> => {
    const isCopied = await writeClipboard(text)
    if (!isCopied && shown.current !== null) getSelection()?.selectAllChildren(shown.current)
    setState(isCopied ? 'copied' : 'selected')
  }
  return (
    <>
      <div className={styles.file}>
        <span>{file}</span>
        <Button size="xs" variant="default" onClick={() => void copy()}>
          {LABELS[state]}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre className={styles.yaml} tabIndex={0} ref={shown}>
        {text}
      </pre>
    </>
  )
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
