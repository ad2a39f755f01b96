import { dirname, join } from 'node:path/posix'
import { type ESTree, Visitor } from 'vite'
import { parseSource, type SourceFile } from './source-files.ts'

/** One import: who, of what. */
export interface Import {
  /** From the repository's root. */
  readonly file: string
  /** A package's specifier; or a path from the repository's root, where `relative`. */
  readonly target: string
  readonly relative: boolean
  /** Only of types: there is nothing of it at run time. */
  readonly isOfTypes: boolean
}

/** What a computed import imports: nobody can tell. */
export const UNKNOWN = '(computed)'

/** Every import of a source: static and dynamic, of values and of types, exports from elsewhere, and `require`. */
export function importsOf(source: SourceFile): Import[] {
  const imports: Import[] = []
  const add = (specifier: ESTree.Node | null | undefined, isOfTypes = false): void => {
    if (specifier === null || specifier === undefined) return
    const text = literal(specifier) ?? UNKNOWN
    const relative = /^\.\.?(\/|$)/.test(text)
    const target = relative ? join(dirname(source.path), text) : text
    imports.push({ file: source.path, target, relative, isOfTypes })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0])
    },
  }).visit(parseSource(source))
  return imports
}

function literal(node: ESTree.Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}
