import type { Board, Event, Millis } from '@watchfloor/contract'
import { noticeWords } from '../../../shared/notice-words.ts'
import { goTo } from '../../state/hash-location.ts'
import type { Toast } from '../../state/toasts.ts'

/** Who is told, and when. */
export interface Told {
  /** Whoever did something themselves knows of it. */
  readonly me: string | null
  readonly now: Millis
}

/** What the server tells people: that a silence hides much, or that one will end. It stays until it is no longer so. */
export function noticeToasts(events: readonly Event[], { me, now }: Told): readonly Omit<Toast, 'id'>[] {
  return events.flatMap((event) => {
    if (event.source !== 'system') return []
    const { level, kind, silence, about } = event.data
    const isMine = me !== null && about?.by === me
    if (isMine && kind !== undefined && kind !== 'silence_ends') return []
    const place = kind === 'silence_proposed' ? '/silences' : `/silences/${encodeURIComponent(silence ?? '')}`
    const open = { label: 'Open', run: () => goTo(place) }
    const { text, detail } = noticeWords(event.data, now)
    return [
      {
        kind: level === 'info' ? ('result' as const) : ('error' as const),
        text: [text],
        ...(detail !== '' && { detail }),
        actions: silence === undefined ? [] : [open],
        ...(kind !== undefined && silence !== undefined && { key: `${kind} ${silence}` }),
      },
    ]
  })
}

const ABOUT_SILENCES = [
  'silence_ends',
  'silence_hides_much',
  'silence_proposed',
  'silence_confirmed',
] as const

type SilenceEvent = Extract<Event, { source: 'silence_manager' }>

/** What was told of a silence and is no longer so: it ended, its end moved, or it waits for nobody any more. */
export function settledNotices({ data }: SilenceEvent): readonly string[] {
  return ABOUT_SILENCES.filter((kind) => !holds(kind, data)).map((kind) => `${kind} ${data.id}`)
}

/** The same of a board that took the place of the one before. */
export function isStillSo(key: string, { silences }: Pick<Board, 'silences'>): boolean {
  const kind = ABOUT_SILENCES.find((one) => key.startsWith(`${one} `))
  if (kind === undefined) return true
  const silence = silences.get(key.slice(kind.length + 1))
  return silence !== undefined && holds(kind, silence)
}

function holds(
  kind: (typeof ABOUT_SILENCES)[number],
  {
    state,
    end_told,
    ends_at,
    proposal,
  }: Pick<SilenceEvent['data'], 'state' | 'end_told' | 'ends_at' | 'proposal'>,
): boolean {
  if (state === 'expired') return false
  if (kind === 'silence_ends') return end_told === ends_at
  return (kind === 'silence_proposed') === (proposal !== undefined)
}
