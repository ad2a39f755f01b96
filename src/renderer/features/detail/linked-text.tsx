import type { ReactNode } from 'react'
import { linkParts } from '../../ui/web-links.ts'

/** A text as text, its `http(s)` addresses as links. */
export function LinkedText({ text }: { readonly text: string }): ReactNode {
  return linkParts(text).map((part, index) =>
    typeof part === 'string' ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
        {part.text}
      </a>
    ),
  )
}
