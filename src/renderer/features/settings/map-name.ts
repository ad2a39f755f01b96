import { type NamedLevel, parser, type SeverityName, SeverityNames, severityKey } from '@watchfloor/contract'
import { LEVEL_NAMES, lineOf } from '../../../shared/alert-words.ts'
import { ask } from '../../state/bridge.ts'
import type { Watchfloor } from '../../state/context.ts'
import { isBarred } from '../../state/may.ts'
import { actingName } from '../../state/who.ts'
import { refusalText } from '../../ui/refusal-text.ts'

export const SEVERITIES = '/api/v2/severities'
export const parseNames = parser(SeverityNames)

/** What a name means among those that were mapped here; null when nothing. */
export function mappedTo(mapped: readonly SeverityName[], value: string): NamedLevel | null {
  return mapped.find((one) => severityKey(one.value) === severityKey(value))?.level ?? null
}

/**
 * Makes a name mean a level for everybody, or takes that back (null). A toast says so and can undo it, unless somebody
 * mapped it otherwise since. `before` is what it was mapped to here, `onDone` hears that the server did it.
 */
export async function mapName(
  watchfloor: Watchfloor,
  { value, level, before }: { value: string; level: NamedLevel | null; before: NamedLevel | null },
  onDone: () => void,
): Promise<void> {
  if (isBarred(watchfloor, 'administer')) return
  const { bridge, toasts, undo, who, preferences } = watchfloor
  const name = actingName(who.getState(), preferences.getState())
  const put = async (wanted: NamedLevel | null): Promise<boolean> => {
    const body = { value, level: wanted, ...(name === null ? {} : { name }) }
    const answer = await ask(bridge, { method: 'PUT', path: SEVERITIES, body }, parseNames)
    if (answer.ok) onDone()
    else
      toasts.push({ kind: 'error', key: SEVERITIES, text: [refusalText('Not mapped', answer)], actions: [] })
    return answer.ok
  }
  if (!(await put(level))) return
  const tell = (text: string) => ({ kind: 'result', key: SEVERITIES, text: [text] }) as const
  const what = `mapping ${lineOf(value)}`
  const action = undo.did({
    what,
    over: () => null,
    run: async () => {
      const now = await ask(bridge, { path: SEVERITIES }, parseNames)
      if (now.ok && mappedTo(now.value.mapped, value) !== level)
        toasts.push({ ...tell(`Not undone (${what}): it was mapped otherwise since.`), actions: [] })
      else if (await put(before)) toasts.push({ ...tell(saidOf(value, before)), actions: [] })
    },
  })
  toasts.push({ ...tell(saidOf(value, level)), actions: [action] })
}

function saidOf(value: string, level: NamedLevel | null): string {
  if (level === null) return `${lineOf(value)} is not mapped here any more.`
  return `${lineOf(value)} means ${LEVEL_NAMES[level]} from now on, for everybody.`
}
