import { Button } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import styles from './welcome.module.css'

/** A file's text with a button that copies it. */
export function Copyable({ file, text }: { readonly file: string; readonly text: string }): ReactNode {
  const shown = useRef<HTMLPreElement>(null)
  const [state, copy] = useCopy(shown)
  return (
    <>
      <div className={styles.file}>
        <span>{file}</span>
        <Button size="xs" variant="default" onClick={() => void copy(text)}>
          {COPY_LABELS[state]}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      <pre className={styles.yaml} tabIndex={0} ref={shown}>
        {text}
      </pre>
    </>
  )
}
