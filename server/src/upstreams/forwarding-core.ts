import { narrowsOrKeeps, type Silence, sameMatchers } from '@watchfloor/contract'
import type { Actor } from '../audit/actor.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import { unconfirmedMessage } from '../commands/save-silence.ts'
import type { Core } from '../core/core.ts'
import { type SilenceActs, scopedSilences } from '../core/scoped-silences.ts'
import type { View } from '../core/view.ts'
import type { Pace } from '../ground/pace.ts'
import type { SaveOptions, SilenceInput } from '../silences/silence-input.ts'
import { compiledOf, NOTHING } from '../silences/silence-rules.ts'
import type { Acting } from '../silences/silence-table.ts'
import type { Cause } from './causes.ts'
import { type Noting, noted, unnoted } from './noted.ts'
import { asTheirs, postableChange } from './their-silence.ts'
import type { Asked } from './upstream-client.ts'
import type { UpstreamWatch } from './upstream-watch.ts'
import type { Upstreams } from './upstreams.ts'

/** How long an answer waits for the upstreams that a silence is written to; what they did not say by then is tried on. */
const PATIENCE_MS = 10_000

/**
 * The core with silences that were made elsewhere: they are changed and ended where they were made, and stand here as
 * they are there. What is made here is answered when its upstreams have had their say.
 */
export function forwardingCore(core: Core, upstreams: Upstreams): Core {
  const views = new WeakMap<View, View>()
  return {
    ...core,
    ...forwardingSilences(core, upstreams, { noting: unnoted }),
    by: (actor) => {
      const acting = core.by(actor)
      const because = { noting: noted(acting), cause: causeOf(actor) }
      return { ...acting, ...forwardingSilences({ ...core, ...acting }, upstreams, because) }
    },
    seenBy: (scope) => {
      const view = core.seenBy(scope)
      // What goes elsewhere has to keep to the scope as well.
      const forwarded = (acts: SilenceActs, because: Because): SilenceActs =>
        scopedSilences(forwardingSilences({ ...view, ...acts }, upstreams, because), view.sight, view)
      const by: View['by'] = (actor) => {
        const acts = view.by(actor)
        const because = { noting: noted(core.by(actor)), cause: causeOf(actor) }
        return { ...acts, ...forwarded(acts, because) }
      }
      const forwarding = views.get(view) ?? { ...view, ...forwarded(view, { noting: unnoted }), by }
      views.set(view, forwarding)
      return forwarding
    },
  }
}

/** Why something is done: what notes it, and the request that asks for it. */
interface Because {
  readonly noting: Noting
  readonly cause?: Cause | undefined
}

function causeOf({ request, trace }: Actor): Cause | undefined {
  return request === undefined ? undefined : { request, trace }
}

function forwardingSilences(
  core: SilenceActs & Pick<View, 'silence' | 'wouldHide' | 'judgeSilence' | 'endError'>,
  upstreams: Upstreams,
  { noting, cause }: Because,
): SilenceActs {
  const mirrored = (id: string | undefined): Silence | undefined => {
    const silence = id === undefined ? undefined : core.silence(id)
    return silence?.mirrored_from !== undefined && silence.state !== 'expired' ? silence : undefined
  }
  /** What a change goes to: also one that has ended, for made again it belongs where it was made. */
  const changeable = (id: string | undefined): Silence | undefined => {
    const silence = id === undefined ? undefined : core.silence(id)
    const isThere = upstreams.watches.some(({ upstream }) => silence?.mirrored_from?.includes(upstream.name))
    return mirrored(id) ?? (isThere ? silence : undefined)
  }

  /** Asks one of the upstreams that have it, and notes which did it. */
  const forward = async <T>(
    silence: Silence,
    asking: Set<UpstreamWatch>,
    ask: (watch: UpstreamWatch) => Promise<Asked<T>>,
  ): Promise<CommandAnswer<T>> => {
    const names = silence.mirrored_from ?? []
    let message = `no upstream ${names.join(' or ')} is configured`
    for (const watch of upstreams.watches) {
      const { name } = watch.upstream
      if (!names.includes(name)) continue
      const asked = await ask(watch)
      if (asked.ok) {
        asking.add(watch)
        return asked
      }
      message = `${name}: ${asked.message}`
      if (asked.reason === 'refused') return { ok: false, reason: 'invalid', message }
    }
    return {
      ok: false,
      reason: 'unavailable',
      message: `the silence was made on ${names.join(' and ')} and can only be changed there, which failed; nothing was changed: ${message}`,
    }
  }

  /** Does something there, and then looks at what became of it. */
  const through = async <T>(work: (asking: Set<UpstreamWatch>) => Promise<T>): Promise<T> => {
    const asking = new Set<UpstreamWatch>()
    const answer = await work(asking)
    await Promise.all([...asking].map((watch) => watch.look()))
    return answer
  }

  const change = (known: Silence, input: SilenceInput): Promise<CommandAnswer<string>> =>
    through((asking) =>
      forward(known, asking, async ({ client }) => {
        const found = await client.get(known.id, cause)
        if (!found.ok) return found
        return client.post(postableChange(found.value ?? asTheirs(known), input), cause)
      }),
    )
  const end = async (
    known: Silence,
    asking: Set<UpstreamWatch>,
    acting: Acting | undefined,
  ): Promise<CommandAnswer<void>> => {
    const message = core.endError(known, acting)
    if (message !== undefined) return { ok: false, reason: 'forbidden', message }
    return forward(known, asking, (watch) => watch.client.end(known.id, cause))
  }

  /** Why somebody may not change it so; what stands elsewhere cannot wait here for a second person. */
  const changeError = async (
    known: Silence,
    input: SilenceInput,
    pace: Pace | undefined,
  ): Promise<string | undefined> => {
    if (input.acting === undefined) return undefined
    const read = compiledOf(input)
    const { hides } = await core.wouldHide(read.ok ? read.value : [NOTHING], pace)
    const verdict = core.judgeSilence({ ...input, hides }, input.acting, known.id)
    return verdict.kind === 'allowed' ? undefined : verdict.message
  }

  const saveMirrored: (
    known: Silence,
    input: SilenceInput,
    options: SaveOptions,
    pace: Pace | undefined,
  ) => ReturnType<Core['saveSilence']> = async (known, input, options, pace) => {
    if (options.untilResolved === true || options.upstreams !== undefined) {
      const where = known.mirrored_from?.join(' and ')
      const message = `it was made on ${where}: until_resolved and upstreams are for silences that are made here`
      return { ok: false, reason: 'invalid', message }
    }
    const read = compiledOf(input)
    // One that this server cannot read stays as it is there, to the letter; it hides nothing here.
    if (!read.ok && !sameMatchers(known.matchers, input.matchers)) {
      const message = `invalid silence: invalid label matcher ${read.index}: ${read.error}`
      return { ok: false, reason: 'invalid', message }
    }
    const forbidden = await changeError(known, input, pace)
    if (forbidden !== undefined) return { ok: false, reason: 'forbidden', message: forbidden }
    const { hides, isWide } = await core.wouldHide(read.ok ? read.value : [NOTHING], pace)
    const hidesMore = known.state !== 'active' || !narrowsOrKeeps(input.matchers, known.matchers)
    if (isWide && hidesMore && !options.confirmed) {
      return { ok: true, value: { kind: 'unconfirmed', hides, message: unconfirmedMessage(hides) } }
    }
    const changed = await change(known, input)
    if (!changed.ok) return changed
    const silence = core.silence(changed.value)
    if (silence === undefined) {
      return {
        ok: false,
        reason: 'unavailable',
        message: `it was changed there as ${changed.value}, and is not here yet`,
      }
    }
    return { ok: true, value: { kind: 'saved', silence, hides } }
  }

  return {
    confirmSilence: async (...given) => {
      const answer = await core.confirmSilence(...given)
      if (!answer.ok) return answer
      upstreams.caused([answer.value.id], cause)
      await upstreams.written(answer.value.id, PATIENCE_MS)
      return { ok: true, value: core.silence(answer.value.id) ?? answer.value }
    },
    refuseSilence: core.refuseSilence,
    setSilence: async (input, confirmed, pace) => {
      const known = changeable(input.id)
      if (known === undefined) {
        const answer = await core.setSilence(input, confirmed, pace)
        if (answer.ok) upstreams.caused([answer.value], cause)
        return answer
      }
      const message = await changeError(known, input, pace)
      if (message !== undefined) return { ok: false, reason: 'forbidden', message }
      return noting('silence.save', [known], input.createdBy, () => change(known, input))
    },
    saveSilence: async (input, options, pace) => {
      const known = changeable(input.id)
      if (known !== undefined)
        return noting('silence.save', [known], input.createdBy, () =>
          saveMirrored(known, input, options, pace),
        )
      const answer = await core.saveSilence(input, options, pace)
      if (!answer.ok || answer.value.kind !== 'saved') return answer
      upstreams.caused([answer.value.silence.id], cause)
      await upstreams.written(answer.value.silence.id, PATIENCE_MS)
      return {
        ok: true,
        value: { ...answer.value, silence: core.silence(answer.value.silence.id) ?? answer.value.silence },
      }
    },
    expireSilence: async (id, name, acting) => {
      const known = mirrored(id)
      if (known === undefined) {
        const answer = await core.expireSilence(id, name, acting)
        if (answer.ok) upstreams.caused([id], cause)
        return answer
      }
      return noting('silence.expire', [known], name, () => through((asking) => end(known, asking, acting)))
    },
    expireSilences: async (ids, name, acting) => {
      const found = ids.flatMap((id) => mirrored(id) ?? [])
      const theirs = found.map(({ id }) => id)
      const answer = await core.expireSilences(
        ids.filter((id) => !theirs.includes(id)),
        name,
        acting,
      )
      if (!answer.ok) return answer
      upstreams.caused(ids, cause)
      if (theirs.length === 0) return answer
      const outcomes = new Map(answer.value.map((result) => [result.id, result]))
      /** By where they were made: one that is away is not asked again for each of a thousand. */
      const away = new Map<string, CommandAnswer<void>>()
      const endEach = async (asking: Set<UpstreamWatch>): Promise<void> => {
        for (const id of theirs) {
          const known = mirrored(id)
          const from = String(known?.mirrored_from)
          const ended: CommandAnswer<void> =
            known === undefined
              ? { ok: true, value: undefined }
              : (away.get(from) ?? (await end(known, asking, acting)))
          if (!ended.ok && ended.reason === 'unavailable') away.set(from, ended)
          const reason = ended.ok ? {} : { reason: ended.message }
          outcomes.set(id, { id, outcome: ended.ok ? 'expired' : 'refused', ...reason })
        }
      }
      const ended = await noting('silence.expire', found, name, async () => {
        await through(endEach)
        return { ok: true, value: undefined }
      })
      if (!ended.ok) return ended
      return { ok: true, value: ids.flatMap((id) => outcomes.get(id) ?? []) }
    },
  }
}
