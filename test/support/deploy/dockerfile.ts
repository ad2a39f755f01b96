import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instruction, ModifiableInstruction, PropertyInstruction } from 'dockerfile-ast'
import ast from 'dockerfile-ast'

export const DOCKERFILE = join(import.meta.dirname, '../../../deploy/docker/Dockerfile')

export interface Step {
  readonly keyword: string
  /** What stands behind the keyword and its flags, on one line. */
  readonly rest: string
  readonly flags: Readonly<Record<string, string>>
  /** NAME=value of ARG, ENV and LABEL. */
  readonly pairs: Readonly<Record<string, string>>
}

/** From one FROM to the next. */
export interface Stage {
  readonly from: string
  readonly name: string | undefined
  readonly steps: readonly Step[]
}

/** The stages of our Dockerfile, and what stands before them. */
export async function readDockerfile(): Promise<{
  readonly given: Readonly<Record<string, string>>
  readonly stages: readonly Stage[]
}> {
  const instructions = ast.DockerfileParser.parse(await readFile(DOCKERFILE, 'utf8')).getInstructions()
  const before: Step[] = []
  const stages: (Stage & { readonly steps: Step[] })[] = []
  for (const step of instructions.map(stepOf)) {
    if (step.keyword === 'FROM') {
      const [from = '', , name] = step.rest.split(' ')
      stages.push({ from, name, steps: [] })
    } else (stages.at(-1)?.steps ?? before).push(step)
  }
  return { given: pairsOf(before, 'ARG'), stages }
}

/** Everything that steps of one kind set, the later over the earlier. */
export function pairsOf(steps: readonly Step[], keyword: 'ARG' | 'ENV' | 'LABEL'): Record<string, string> {
  return Object.assign({}, ...steps.filter((step) => step.keyword === keyword).map(({ pairs }) => pairs))
}

/** The command of an ENTRYPOINT, CMD or HEALTHCHECK, which have to name it as a list: there may be no shell. */
export function commandOf(steps: readonly Step[], keyword: string): readonly string[] {
  const rest = steps.findLast((step) => step.keyword === keyword)?.rest ?? '[]'
  return JSON.parse(rest.replace(/^CMD /, '')) as string[]
}

function stepOf(instruction: Instruction): Step {
  const { flags, properties } = detailsOf(instruction)
  return {
    keyword: instruction.getKeyword(),
    rest: instruction.getArgumentsContent() ?? '',
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    pairs: Object.fromEntries(properties.map((one) => [one.getName(), one.getValue() ?? ''])),
  }
}

function detailsOf(instruction: Instruction) {
  const isModifiable = 'getFlags' in instruction
  const hasPairs = 'getProperties' in instruction
  return {
    flags: isModifiable ? (instruction as ModifiableInstruction).getFlags() : [],
    properties: hasPairs ? (instruction as PropertyInstruction).getProperties() : [],
  }
}
