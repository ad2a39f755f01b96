import type { Millis } from '@watchfloor/contract'
import type { By, Command } from './command.ts'
import type { Stage } from './stage.ts'

/** A command that is not answered yet. */
export interface Waiting {
  readonly command: Command<unknown>
  readonly by: By | undefined
  readonly since: Millis
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** Commands that share a stage, and their answers. */
export interface Group {
  readonly stage: Stage
  /** All of its commands are, or none. */
  readonly by: By | undefined
  readonly answers: Map<Waiting, unknown>
  /** Its commit, where it began before the group before was settled: nothing more is staged in it. */
  writing?: Promise<void>
}
