import type { Refusal, Result } from '@watchfloor/client'
import { type BoardSilence, BulkAnswer, parser, parseTime } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { ask } from '../../state/bridge.ts'
import type { Watchfloor } from '../../state/context.ts'
import { actingName } from '../../state/who.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { draftAgain } from './draft.ts'
import { isRefusal, postSilence } from './silence-calls.ts'

/** Silences of one request: each may move thousands of alerts, and between requests it can be stopped. */
const SLICE = 20

/** What became of many that were to end. */
interface Came {
  readonly ended: readonly BoardSilence[]
  readonly refused: readonly string[]
  readonly refusal: Refusal | null
  readonly left: readonly BoardSilence[]
}

/** Ends many silences for everyone, with progress and a stop; all of it is one thing to undo. */
export async function endMany(watchfloor: Watchfloor, silences: readonly BoardSilence[]): Promise<void> {
  const { toasts, undo, ticker } = watchfloor
  const came = await ending(watchfloor, silences)
  const { ended, refusal, left } = came
  const undoing =
    ended.length === 0
      ? []
      : [
          undo.did({
            what: `ending ${plural(ended.length, 'silence')}`,
            over: () =>
              ended.some(({ ends_at }) => (parseTime(ends_at) ?? 0) > ticker.now())
                ? null
                : ['they would have ended by now anyway.'],
            run: () => makeAgain(watchfloor, ended),
          }),
        ]
  const goOn = { label: 'Go on', run: () => void endMany(watchfloor, left) }
  const isWhole = refusal === null && came.refused.length === 0
  toasts.push({
    kind: isWhole ? 'result' : 'error',
    key: 'silence',
    text: [cameText(came, silences.length)],
    ...(came.refused.length > 0 && { detail: [...new Set(came.refused)].map(lineOf).join('; ') }),
    actions: [...undoing, ...(left.length > 0 ? [goOn] : [])],
  })
}

async function ending(
  { bridge, works, who, preferences }: Watchfloor,
  silences: readonly BoardSilence[],
): Promise<Came> {
  const name = actingName(who.getState(), preferences.getState())
  const asked = new Set(silences.map(({ id }) => id))
  let isStopped = false
  const done = works.begin({
    verb: 'Ending silences',
    of: silences.length,
    isDone: (event) => event.type === 'silence_deleted' && asked.has(event.data.id),
    stop: () => {
      isStopped = true
    },
  })
  const ended: BoardSilence[] = []
  const refused: string[] = []
  try {
    for (let from = 0; from < silences.length; from += SLICE) {
      const left = silences.slice(from)
      if (isStopped) return { ended, refused, refusal: null, left }
      const some = left.slice(0, SLICE)
      const body = { action: 'expire', ids: some.map(({ id }) => id), ...(name !== null && { name }) }
      const answer: Result<BulkAnswer> = await ask(
        bridge,
        { method: 'POST', path: '/api/v2/silences/bulk', body },
        parseAnswer,
      )
      if (!answer.ok) return { ended, refused, refusal: answer, left }
      for (const { id, outcome, reason } of answer.value.results) {
        const silence = some.find((one) => one.id === id)
        if (outcome === 'expired' && silence !== undefined) ended.push(silence)
        if (outcome === 'refused') refused.push(reason ?? 'the server refused it')
      }
    }
    return { ended, refused, refusal: null, left: [] }
  } finally {
    done()
  }
}

function cameText({ ended, refused, refusal, left }: Came, asked: number): string {
  const count = `${formatCount(ended.length)} of ${plural(asked, 'silence')}`
  if (refusal !== null) return refusalText(`Ended ${count}; the others not`, refusal)
  if (left.length > 0) return `Stopped: ended ${count}.`
  if (ended.length === asked) return `${plural(asked, 'silence')} ended for everyone.`
  const over = asked - ended.length - refused.length
  const others = [
    ...(over > 0 ? [`${formatCount(over)} had ended before.`] : []),
    ...(refused.length > 0 ? [`${formatCount(refused.length)} could not be ended.`] : []),
  ]
  return `Ended ${count}. ${others.join(' ')}`
}

async function makeAgain(watchfloor: Watchfloor, silences: readonly BoardSilence[]): Promise<void> {
  const { bridge, toasts, ticker, works } = watchfloor
  const again = silences.filter(({ ends_at }) => (parseTime(ends_at) ?? 0) > ticker.now())
  let isStopped = false
  const done = works.begin({
    verb: 'Silencing again',
    of: again.length,
    isDone: ({ type }) => type === 'silence_created',
    stop: () => {
      isStopped = true
    },
  })
  let made = 0
  let refusal: Refusal | null = null
  for (const silence of again) {
    if (isStopped || refusal !== null) break
    const answer = await postSilence(bridge, draftAgain(silence, ticker.now()))
    if (isRefusal(answer)) refusal = answer
    else made++
  }
  done()
  const count =
    made === again.length
      ? plural(made, 'silence')
      : `${formatCount(made)} of ${plural(again.length, 'silence')}`
  if (refusal !== null) {
    const text = refusalText(`Made ${count} again; the others not`, refusal)
    return void toasts.push({ kind: 'error', key: 'silence', text: [text], actions: [] })
  }
  toasts.push({ kind: 'result', text: [`${count} made again.`], actions: [] })
}

const parseAnswer = parser(BulkAnswer)
