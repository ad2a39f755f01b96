import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** What a process of a bench can be asked: each answer is a promise. */
export type Questions = Readonly<Record<string, (argument: never) => unknown>>

export interface AskedProcess<Q extends Questions> {
  readonly pid: number
  readonly ask: <K extends keyof Q & string>(
    question: K,
    ...argument: Parameters<Q[K]>
  ) => Promise<Awaited<ReturnType<Q[K]>>>
  /** Ends it by its pid. */
  readonly stop: () => Promise<void>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

/** Starts a file of this folder as a process of its own; it ends with this one. */
export function startAsked<Q extends Questions>(
  file: string,
  flags: readonly string[] = [],
): AskedProcess<Q> {
  const child = fork(join(import.meta.dirname, file), { execArgv: [...flags], serialization: 'advanced' })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let count = 0
  child.on('message', ({ id, value, error }: Answer) => {
    const { resolve, reject } = waiting.get(id) ?? {}
    waiting.delete(id)
    if (error === undefined) resolve?.(value as never)
    else reject?.(new Error(`${file}: ${error}`))
  })
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error(`${file} has ended`))
      resolve()
    }),
  )
  return {
    pid: pidOf(child),
    ask: (name, ...[argument]) =>
      new Promise((resolve, reject) => {
        const id = ++count
        waiting.set(id, { resolve, reject })
        child.send({ id, name, argument } satisfies Question)
      }),
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process did not start')
  return child.pid
}

/** In the process that was started: answers until whoever started it is gone. */
export function answerWith(questions: Questions): void {
  process.on('message', async ({ id, name, argument }: Question) => {
    const answer: Answer = await Promise.resolve()
      .then(() => questions[name]?.(argument as never))
      .then(
        (value) => ({ id, value }),
        (error: unknown) => ({
          id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
    process.send?.(answer)
  })
  process.on('disconnect', () => process.exit())
}
