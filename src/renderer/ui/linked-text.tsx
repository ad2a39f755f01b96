import type { ReactNode } from 'react'
import { told } from '../../shared/told.ts'
import { LongText } from './long-text.tsx'
import { linkParts } from './web-links.ts'

/** A text as text, its `http(s)` addresses as links. */
export function LinkedText({ text }: { readonly text: string }): ReactNode {
  return <LongText text={text}>{linked}</LongText>
}

function linked(text: string): ReactNode {
  return linkParts(text).map((part, index) =>
    typeof part === 'string' ? (
      told(part)
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
        {told(part.text)}
      </a>
    ),
  )
}
