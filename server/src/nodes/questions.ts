import { type ConnectionRow, ConnectionRow as Row } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Streaming } from '../stream/streaming.ts'
import type { Upstreams } from '../upstreams/upstreams.ts'
import type { ThisNode } from './this-node.ts'

/** What a server asks of another. One that does not know a question, because its version is another, says nothing. */
const Question = Type.Union([
  Type.Object({ what: Type.Literal('connections') }),
  Type.Object({ what: Type.Literal('close connection'), id: Type.String() }),
  Type.Object({ what: Type.Literal('look at upstreams'), names: Type.Array(Type.String()) }),
])
type Question = Static<typeof Question>

const question = Compile(Question)
const rows = Compile(Type.Array(Row))

/** Rows that one server tells of its connections: an answer is one row of the store. */
const MOST_ROWS = 5_000

/** What this server answers. */
export function answersOf(parts: {
  readonly streaming: Pick<Streaming, 'connections' | 'closeConnection'>
  readonly upstreams: Pick<Upstreams, 'look'>
}): (text: string) => Promise<string> {
  return async (text) => {
    const asked: unknown = JSON.parse(text)
    if (!question.Check(asked)) return ''
    switch (asked.what) {
      case 'connections':
        return JSON.stringify(parts.streaming.connections().slice(0, MOST_ROWS))
      case 'close connection':
        return JSON.stringify(parts.streaming.closeConnection(asked.id))
      case 'look at upstreams':
        await parts.upstreams.look(asked.names)
        return 'true'
      default:
        return asked satisfies never
    }
  }
}

/** The open streams of all servers, and the names of those that did not say theirs. */
export async function connectionsOfAll(
  node: ThisNode,
  own: readonly ConnectionRow[],
): Promise<{ readonly rows: readonly ConnectionRow[]; readonly unanswered: readonly string[] }> {
  if (node.others().length === 0) return { rows: own, unanswered: [] }
  const told = await Promise.all(
    node.others().map(async ({ id, name }) => ({ name, rows: await connectionsOf(node, id) })),
  )
  const all = [{ name: node.name, rows: own }, ...told]
  return {
    rows: all.flatMap(({ name, rows }) => (rows ?? []).map((row) => ({ ...row, node: name }))),
    unanswered: all.flatMap(({ name, rows }) => (rows === undefined ? [name] : [])),
  }
}

async function connectionsOf(node: ThisNode, id: string): Promise<readonly ConnectionRow[] | undefined> {
  const answer = await ask(node, id, { what: 'connections' })
  return rows.Check(answer) ? answer : undefined
}

/** Ends a stream of whichever other server has it; false when none has, or says so in time. */
export async function closeElsewhere(node: ThisNode, id: string): Promise<boolean> {
  const answers = await Promise.all(
    node.others().map((other) => ask(node, other.id, { what: 'close connection', id })),
  )
  return answers.includes(true)
}

/** Has the server that has the duty look at upstreams, because something of them was changed by this one. */
export async function lookOnDuty(node: ThisNode, names: readonly string[]): Promise<void> {
  const keeper = node.keeper()
  if (keeper !== undefined) await ask(node, keeper, { what: 'look at upstreams', names: [...names] })
}

async function ask(node: ThisNode, id: string, asked: Question): Promise<unknown> {
  const answer = await node.ask(id, JSON.stringify(asked))
  if (answer === undefined || answer === '') return undefined
  return JSON.parse(answer)
}
