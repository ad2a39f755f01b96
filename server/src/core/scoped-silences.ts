import type { BulkAnswer, Silence } from '@watchfloor/contract'
import type { CommandAnswer } from '../commands/command-answer.ts'
import type { Sight } from '../scope/sight.ts'
import { boundOf } from '../silences/ends-with.ts'
import type { SilenceInput } from '../silences/silence-input.ts'
import type { AlertQueries } from './alert-queries.ts'
import type { SilenceCommands } from './silencing.ts'

/** What is done with silences, by whichever server. */
export type SilenceActs = Pick<
  SilenceCommands,
  'setSilence' | 'saveSilence' | 'expireSilence' | 'expireSilences' | 'confirmSilence' | 'refuseSilence'
>

type Refusal = Extract<CommandAnswer<never>, { readonly ok: false }>

const REACHES_FURTHER =
  'this silence hides alerts outside of what you may see; only somebody who sees all that it hides may change or end it'

/**
 * Silences as somebody with a scope makes, changes and ends them: each has to keep to the scope, before and after, and
 * may end only with alerts that they see. One that they do not see is unknown.
 */
export function scopedSilences(
  acts: SilenceActs,
  sight: Sight,
  { silence: find, alert }: Pick<AlertQueries, 'silence' | 'alert'>,
): SilenceActs {
  if (sight.scope === undefined) return acts
  const refusal = (id: string): Refusal | undefined => {
    const silence = find(id)
    if (silence === undefined) return { ok: false, reason: 'not_found', message: `silence ${id} not found` }
    return mayChange(silence) ? undefined : { ok: false, reason: 'forbidden', message: REACHES_FURTHER }
  }
  const mayChange = (silence: Silence): boolean => sight.wholeSilence(silence)
  const refusalOf = (input: SilenceInput): Refusal | undefined => {
    const before = input.id === undefined ? undefined : refusal(input.id)
    if (before !== undefined) return before
    if (!sight.wholeSilence(input))
      return { ok: false, reason: 'forbidden', message: tooWide(sight.scope ?? {}) }
    const kept = boundOf(input.id === undefined ? {} : (find(input.id) ?? {}))
    const unknown = boundOf({ annotations: input.annotations ?? {} }).find(
      ({ fingerprint }) =>
        alert(fingerprint) === undefined && !kept.some((one) => one.fingerprint === fingerprint),
    )
    return unknown === undefined
      ? undefined
      : {
          ok: false,
          reason: 'invalid',
          message: `invalid silence: it is to end with ${unknown.fingerprint}, and no such alert is known`,
        }
  }
  return {
    setSilence: async (input, ...rest) => refusalOf(input) ?? acts.setSilence(input, ...rest),
    saveSilence: async (input, ...rest) => refusalOf(input) ?? acts.saveSilence(input, ...rest),
    expireSilence: async (id, ...rest) => refusal(id) ?? acts.expireSilence(id, ...rest),
    confirmSilence: async (id, ...rest) => refusal(id) ?? acts.confirmSilence(id, ...rest),
    refuseSilence: async (id, ...rest) => refusal(id) ?? acts.refuseSilence(id, ...rest),
    expireSilences: async (ids, ...rest) => {
      const refused = new Map<string, BulkAnswer['results'][number]>()
      for (const id of ids) {
        const no = refusal(id)
        if (no?.reason === 'not_found') refused.set(id, { id, outcome: 'not_found' })
        else if (no !== undefined) refused.set(id, { id, outcome: 'refused', reason: no.message })
      }
      const answer = await acts.expireSilences(
        ids.filter((id) => !refused.has(id)),
        ...rest,
      )
      if (!answer.ok) return answer
      const done = new Map(answer.value.map((result) => [result.id, result]))
      return { ok: true, value: ids.flatMap((id) => refused.get(id) ?? done.get(id) ?? []) }
    },
  }
}

function tooWide(scope: Readonly<Record<string, readonly string[]>>): string {
  const wanted = Object.entries(scope).map(([name, values]) =>
    values.length === 1
      ? `${name}=${JSON.stringify(values[0])}`
      : `${name} with one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  )
  return `you may only silence what you see: the silence needs the matcher ${wanted.join(', and ')}`
}
