import { type NodeInfo, NodeList, parser } from '@watchfloor/contract'
import { type ReactNode, useEffect } from 'react'
import { useTicking } from '../../state/context.ts'
import { useServed } from '../../state/use-served.ts'
import { HealthShape } from '../../ui/health-shape.tsx'
import { nodeWords } from './node-words.ts'
import classes from './servers.module.css'

const parse = parser(NodeList)
/** So often it is asked again while somebody looks, ms: servers hear of each other every two seconds. */
const AGAIN_MS = 5_000

/** The servers that share a store. One alone is in the chain already; whoever may not ask is shown none. */
export function Servers(): ReactNode {
  const { value, again } = useServed('/api/v2/nodes', parse)
  const nodes = value?.nodes ?? []
  const areSeveral = nodes.length > 1
  useEffect(() => {
    // Whoever is refused is not refused again and again.
    if (!areSeveral) return
    const timer = setInterval(again, AGAIN_MS)
    return () => clearInterval(timer)
  }, [again, areSeveral])
  if (!areSeveral) return null
  return (
    <section className={classes.section} aria-labelledby="servers">
      <h2 id="servers" className={classes.heading}>
        Servers of this log <span className={classes.count}>{nodes.length}</span>
      </h2>
      <ul className={classes.list}>
        {nodes.map((node) => (
          <ServerLine key={`${node.name} ${node.since}`} node={node} />
        ))}
      </ul>
    </section>
  )
}

function ServerLine({ node }: { readonly node: NodeInfo }): ReactNode {
  const words = useTicking(({ now }) => JSON.stringify(nodeWords(node, now())))
  const { mark, state, facts } = JSON.parse(words) as ReturnType<typeof nodeWords>
  return (
    <li className={classes.line} data-mark={mark}>
      <HealthShape mark={mark} />
      <span className={classes.name}>
        {node.name}
        {node.asked && <span className={classes.here}>you are here</span>}
      </span>
      <span className={classes.state}>{state}</span>
      <span className={classes.facts}>{facts.join(' · ')}</span>
    </li>
  )
}
