import type { LoggedEvent } from '@watchfloor/contract'
import type { Stage } from './stage.ts'
import type { Writer } from './writer.ts'

/** What an event makes happen at once, in the same transaction. */
export type FollowUp = (stage: Stage, event: LoggedEvent) => void

/** What those who change something need of the writer. */
export type Writing = Pick<Writer, 'do' | 'close'>

/**
 * A writer whose commands are followed by what their events make happen, in the same transaction: a crash finds
 * both or neither. What a follow-up publishes is followed in turn.
 */
export function withFollowUps(writer: Writing, followUps: readonly FollowUp[]): Writing {
  return {
    do: (command, by) =>
      writer.do((stage) => {
        let next = stage.events.length
        const answer = command(stage)
        for (let event = stage.events[next]; event !== undefined; event = stage.events[++next]) {
          for (const followUp of followUps) followUp(stage, event)
        }
        return answer
      }, by),
    close: () => writer.close(),
  }
}

/** The same, for what is done by the clock. */
export function byTheClock(writer: Writing): Writing {
  return { do: (command) => writer.do(command, 'the clock'), close: () => writer.close() }
}
