import type { TSchema } from 'typebox'
import type { Answer } from './answers.ts'
import { componentWriter, type Json, type JsonObject, type NamedSchemas } from './components.ts'
import { CHAPTERS, type DescribedRoute, type Parameter } from './operation.ts'

/** What the document says besides its routes. */
export interface About {
  readonly version: string
  readonly description: string
  readonly named: NamedSchemas
  /** What no answer holds as a whole, but what is told of all the same: messages of streams. */
  readonly messages: readonly TSchema[]
  /** What is answered with every status that an operation does not name. */
  readonly errors: { readonly own: Answer; readonly alertmanager: Answer }
}

type Write = ReturnType<typeof componentWriter>['use']

/** The API as OpenAPI 3.1 describes it, from what the routes say of themselves. */
export function openApiDocument(routes: readonly DescribedRoute[], about: About): JsonObject {
  const { use, all } = componentWriter(about.named)
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operationOf(route, about.errors, use)
  }
  for (const message of about.messages) use(message)
  return {
    openapi: '3.1.1',
    info: { title: 'Watchfloor', version: about.version, description: about.description },
    // Relative to where the document is, so that it holds behind a proxy that puts a folder in front.
    servers: [{ url: '.' }],
    tags: Object.entries(CHAPTERS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: all() },
  }
}

function operationOf({ operation, errors }: DescribedRoute, refused: About['errors'], use: Write): Json {
  const { id, chapter, summary, description, parameters = [], body, answers } = operation
  return {
    operationId: id,
    tags: [chapter],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((one) => parameterOf(one, use)) }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: body.optional !== true, content: jsonContent(use(body.schema)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, use)]),
      ),
      default: answerOf(refused[errors ?? 'own'], use),
    },
  }
}

function parameterOf(parameter: Parameter, use: Write): Json {
  const { name, description, schema, list, required } = parameter
  return {
    in: parameter.in,
    name,
    description,
    ...(required === true ? { required } : {}),
    schema: use(schema),
    ...(list === undefined ? {} : { style: 'form', explode: list === 'repeated' }),
  }
}

function answerOf(answer: Answer, use: Write): Json {
  const { description } = answer
  switch (answer.kind) {
    case 'json':
      return { description, content: { ...jsonContent(use(answer.schema)), ...texts(answer.also) } }
    case 'text':
      return { description, content: texts([answer.type]) }
    case 'empty':
      return { description }
  }
}

function texts(types: readonly string[] = []): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]))
}

function jsonContent(schema: Json): JsonObject {
  return { 'application/json': { schema } }
}
