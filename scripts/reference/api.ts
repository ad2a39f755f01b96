import { code, table, WRITTEN } from './markdown.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly items?: Schema
  readonly enum?: readonly string[]
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface Operation {
  readonly tags: readonly [string]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly description: string
  }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>
}

/** As much of an OpenAPI document as the page needs. */
export interface Document {
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** Every request and its answers, by chapter, from the description that the server gives of itself. */
export function apiReference({ tags, paths, components }: Document): string {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation })),
  )
  const chapters = tags.map(({ name, description }) => {
    const rows = routes
      .filter(({ operation }) => operation.tags[0] === name)
      .map(({ path, method, operation }) => [
        code(`${method.toUpperCase()} ${path}`),
        [sentence(operation.summary), operation.description ?? ''].join(' ').trim(),
        taken(operation),
        answered(operation),
      ])
    return `## ${name}\n\n${description}\n\n${table(['request', '', 'takes', 'answers'], rows)}`
  })
  const codes = components.schemas.ErrorCode?.enum ?? []
  return `${WRITTEN}
# Requests and answers

A running server shows the same with every field at \`/docs\`, and as OpenAPI 3.1 at \`/openapi.json\`; names in the last column are schemas there. What holds the API together is told in [API](../api.md).

${chapters.join('\n')}
## Codes of errors

An error of our own paths is \`{"error": {"code", "message"}}\`. Programs may rely on the code; later versions may add some: ${codes.map(code).join(', ')}.
`
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`
}

function taken({ parameters = [], requestBody }: Operation): string {
  const query = parameters.filter((one) => one.in === 'query').map(({ name }) => code(name))
  const headers = parameters.filter((one) => one.in === 'header').map(({ name }) => `header ${code(name)}`)
  const body = requestBody === undefined ? [] : [`body ${bodyText(requestBody) ?? 'of any JSON'}`]
  return [...query, ...headers, ...body].join(', ')
}

function answered({ responses }: Operation): string {
  return Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => {
      const body = bodyText(response)
      return `${status}${body === undefined ? '' : ` ${body}`}: ${response.description}`
    })
    .join('<br>')
}

/** What a body is, in a word; undefined where there is none, or nothing is said of it. */
function bodyText({ content = {} }: Content): string | undefined {
  const [first] = Object.entries(content)
  if (first === undefined) return undefined
  const [type, { schema }] = first
  if (type !== 'application/json') return code(type)
  const name = (one: Schema): string | undefined => one.$ref?.replace('#/components/schemas/', '')
  const list = schema.items === undefined ? undefined : name(schema.items)
  const shown = name(schema) ?? (list === undefined ? undefined : `${list}[]`)
  return shown === undefined ? undefined : code(shown)
}
