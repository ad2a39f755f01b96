import { alertName, formatTime, isGoingOn, type LoggedEvent, type Silence } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import { boundOf, isOver } from '../silences/ends-with.ts'
import type { SilenceIndex } from '../silences/silence-index.ts'
import { endSilence } from './silence-commands.ts'

/** Ends silences whose alerts have resolved, in the transaction in which the last of them does. */
export function endWithAlerts(stage: Stage, index: SilenceIndex, event: LoggedEvent): void {
  if (event.source === 'alert_processor') {
    if (isGoingOn(event.data)) return
    for (const silence of stage.silencesAmong(index.endings.of(event.data.fingerprint))) {
      endIfOver(stage, index, silence, alertName(event.data))
    }
  } else if (event.type === 'silence_created' || event.type === 'silence_updated') {
    const silence = stage.silence(event.data.id)
    if (silence !== undefined) endIfOver(stage, index, silence)
  }
}

/** After a start: ends what should have ended with its alerts, and somehow did not. */
export function mendEndings(stage: Stage, index: SilenceIndex): void {
  for (const id of [...index.endings.ids()]) {
    const silence = stage.silence(id)
    if (silence !== undefined) endIfOver(stage, index, silence)
  }
}

function endIfOver(stage: Stage, index: SilenceIndex, silence: Silence, last?: string): void {
  if (silence.state === 'expired') return
  const bound = boundOf(silence)
  if (bound.length === 0 || !bound.every((one) => isOver(one, stage.alert(one.fingerprint)))) return
  const labels = stage.alert(bound[0]?.fingerprint ?? '')?.labels
  const name = last ?? (labels === undefined ? 'its alert' : alertName(labels))
  const what = bound.length === 1 ? `its alert ${name}` : `the last of its ${bound.length} alerts, ${name},`
  endSilence(stage, index, silence, {
    by: `watchfloor: ${name} resolved`,
    reason: `${what} resolved, which was seen at ${formatTime(stage.now)}; it was to end with that`,
  })
}
