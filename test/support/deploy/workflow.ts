import { registerHooks } from 'node:module'

/** What GitHub's own parser complains of in a workflow, and the jobs that it finds. */
export async function readWorkflow(
  content: string,
): Promise<{ readonly errors: readonly string[]; readonly jobs: readonly string[] }> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await parser()
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter())
  const template = value === undefined ? undefined : await convertWorkflowTemplate(context, value)
  return {
    errors: context.errors.getErrors().map(({ message }) => message),
    // It has none where the file has none, whatever its type says.
    jobs: template?.jobs?.map(({ id }) => id.toString()) ?? [],
  }
}

/** It imports JSON as only bundlers do. */
async function parser(): Promise<typeof import('@actions/workflow-parser')> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context)
      return specifier.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
    },
  })
  try {
    return await import('@actions/workflow-parser')
  } finally {
    hooks.deregister()
  }
}
