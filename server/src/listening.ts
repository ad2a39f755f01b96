import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { readReport } from './cluster/node-report.ts'
import { present } from './cluster/presence.ts'
import type { Nodes } from './storage/nodes.ts'
import type { Wakes } from './wake/wakes.ts'

/** Whoever can speak on the way could say anything: it is names, and not too many. */
const Names = Compile(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 20_000 }))

/**
 * Names of those who listen, at whichever server of one database: this one says its own to the others. They come at once
 * by Redis, and with a server's next report where there is none; who is no server of the database is not believed.
 */
export function listeningAt(parts: {
  readonly own: () => readonly string[]
  readonly wakes: Pick<Wakes, 'say' | 'words'> | undefined
  readonly nodes: Pick<Nodes, 'me' | 'seen'> | undefined
}): () => readonly string[] {
  const { own, wakes, nodes } = parts
  wakes?.say(() => JSON.stringify(own()))
  return () => {
    const seen = nodes?.seen()
    if (nodes === undefined || seen === undefined) return own()
    const words = wakes?.words()
    const others = present(seen.rows, seen.at).filter(({ id }) => id !== nodes.me.id)
    const theirs = others.map(
      ({ id, report }) => namesOf(words?.get(id)) ?? readReport(report).listening ?? [],
    )
    return [...own(), ...theirs.flat()]
  }
}

function namesOf(word: string | undefined): readonly string[] | undefined {
  if (word === undefined) return undefined
  try {
    const names: unknown = JSON.parse(word)
    return Names.Check(names) ? names : undefined
  } catch {
    return undefined
  }
}
