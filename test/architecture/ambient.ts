import { type ESTree, Visitor } from 'vite'
import { parseSource, type SourceFile } from './source-files.ts'

/** Globals that reach outside: clock, randomness, timers, sockets. */
const OUTSIDE = new Set([
  'fetch',
  'WebSocket',
  'EventSource',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'performance',
  'process',
  'localStorage',
])
const OUTSIDE_MEMBERS = new Set(['Date.now', 'Math.random'])

/** Uses of such globals in a source, each once, in order. A name that the source itself declares is not the global. */
export function ambientUses(source: SourceFile): string[] {
  const program = parseSource(source)
  const declared = declaredNames(program)
  const uses = new Set<string>()
  const use = (node: ESTree.Node): void => {
    if (node.type === 'Identifier' && OUTSIDE.has(node.name) && !declared.has(node.name)) uses.add(node.name)
  }
  new Visitor({
    CallExpression: (node) => use(node.callee),
    NewExpression: (node) => {
      use(node.callee)
      const now = node.callee.type === 'Identifier' && node.callee.name === 'Date'
      if (now && node.arguments.length === 0) uses.add('new Date()')
    },
    MemberExpression: (node) => {
      use(node.object)
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return
      const member = `${node.object.name}.${node.property.name}`
      if (OUTSIDE_MEMBERS.has(member)) uses.add(member)
    },
  }).visit(program)
  return [...uses]
}

function declaredNames(program: ESTree.Program): ReadonlySet<string> {
  const names = new Set<string>()
  const declare = (pattern: ESTree.Node): void => {
    if (pattern.type === 'Identifier') names.add(pattern.name)
    if (pattern.type === 'AssignmentPattern') declare(pattern.left)
    if (pattern.type === 'ObjectPattern')
      for (const property of pattern.properties)
        declare(property.type === 'Property' ? property.value : property.argument)
  }
  const parameters = (node: { readonly params: readonly ESTree.Node[] }): void => node.params.forEach(declare)
  new Visitor({
    VariableDeclarator: (node) => declare(node.id),
    FunctionDeclaration: parameters,
    FunctionExpression: parameters,
    ArrowFunctionExpression: parameters,
  }).visit(program)
  return names
}
