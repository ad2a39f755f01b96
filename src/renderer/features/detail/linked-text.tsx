import type { ReactNode } from 'react'
import { linkPieces } from '../../ui/web-links.ts'

/** A text as text, its `http(s)` addresses as links. */
export function LinkedText({ text }: { readonly text: string }): ReactNode {
  return linkPieces(text).map((piece, index) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    ),
  )
}
