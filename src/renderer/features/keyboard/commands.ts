import type { Session } from '@watchfloor/contract'
import { lineOf, nameOf, whereAndWhat } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { LANES } from '../../../shared/lanes.ts'
import { TIME_ZONES } from '../../../shared/times.ts'
import { ACTS, type Act } from '../../state/acts.ts'
import type { Watchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { isBarred, whyNot } from '../../state/may.ts'
import { openItem } from '../../state/places.ts'
import {
  SCHEME_NAMES,
  setDensity,
  setScheme,
  setSingleKeys,
  setZone,
  ZONE_NAMES,
} from '../../state/preference-changes.ts'
import { DENSITIES, SCHEMES } from '../../state/preferences.ts'
import type { OpenPalette } from '../../state/screen.ts'
import { authorOf, commentOf, matcherTexts, shownSilences } from '../../state/silence-rows.ts'
import type { Target } from '../../state/targets.ts'
import { chooseView } from '../../state/view-acts.ts'
import { KEYS } from './keys.ts'

/** Something that the palette finds and does. */
export interface Command {
  readonly id: string
  readonly group: 'Act' | 'Do' | 'View' | 'Set' | 'Alert' | 'Silence'
  readonly text: string
  /** Less important, beside it. */
  readonly note: string
  /** The key that does the same; empty when none does. */
  readonly key: string
  /** Why it cannot be done; null when it can. */
  readonly why: string | null
  readonly run: () => void
}

/** Keys that only move, and those that commands of their own stand for. */
const NO_COMMANDS = new Set(
  'Space j k ↓ ↑ PgDn PgUp Home End → ← Enter Esc x [ ] { } F6'
    .split(' ')
    .concat('Shift j', 'Shift k', 'Shift F6', 'Ctrl K', 'v 0–9'),
)

/** Everything that can be done from here, in the order in which it is shown while nothing is typed. */
export function commandsOf({ watchfloor, target, keys }: OpenPalette): readonly Command[] {
  return [
    ...actCommands(watchfloor, target),
    ...keyCommands(watchfloor, keys),
    ...viewCommands(watchfloor),
    ...settingCommands(watchfloor),
    ...alertCommands(watchfloor),
    ...silenceCommands(watchfloor),
  ]
}

/** The acts on what was in sight and selected, with the words and the bars of their buttons. */
function actCommands(watchfloor: Watchfloor, target: Target): readonly Command[] {
  if (target.first === undefined) return []
  const session: Session | null = watchfloor.who.getState()
  return Object.entries<Act>(ACTS).map(([name, act]) => ({
    id: `act ${name}`,
    group: 'Act',
    text: act.label.replace('…', ''),
    note: targetText(target),
    key: act.key,
    why: (act.needs === null ? null : whyNot(session, act.needs)) ?? act.lack(target),
    run: () => {
      if (act.needs === null || !isBarred(watchfloor, act.needs)) act.run(watchfloor, target)
    },
  }))
}

export function targetText({ of, alerts, first }: Target): string {
  if (of === 'selection') return `${formatCount(alerts.length)} selected`
  const name = first === undefined ? '' : lineOf(nameOf(first))
  return alerts.length > 1 ? `${name}, all ${formatCount(alerts.length)}` : name
}

/** What other keys of the table do here. */
function keyCommands(watchfloor: Watchfloor, usable: ReadonlySet<string>): readonly Command[] {
  const acts = new Set(Object.values<Act>(ACTS).map(({ key }) => key))
  return (
    KEYS.filter(({ shown }) => usable.has(shown) && !NO_COMMANDS.has(shown))
      // With nothing selected the empty form of a silence can be had all the same.
      .filter(({ shown }) => !acts.has(shown) || shown === 's')
      .map((key) => ({
        id: `key ${key.shown}`,
        group: 'Do' as const,
        text: key.shown === 's' ? 'New silence' : sentence(key.does),
        note: key.shown.startsWith('g ') ? 'screen' : '',
        key: key.shown,
        why: null,
        run: () => (key.shown === 's' ? goTo('/silences/new') : key.run(watchfloor)),
      }))
  )
}

function viewCommands(watchfloor: Watchfloor): readonly Command[] {
  const { views, view } = watchfloor.views.getState()
  const all = [{ id: null, name: 'everything' }, ...views]
  return all.map(({ id, name }) => ({
    id: `view ${id}`,
    group: 'View',
    text: `View: ${lineOf(name)}`,
    note: id === view ? 'is so' : '',
    key: '',
    why: null,
    run: () => void chooseView(watchfloor, id),
  }))
}

function settingCommands(watchfloor: Watchfloor): readonly Command[] {
  const now = watchfloor.preferences.getState()
  const one = (text: string, isSo: boolean, run: () => void): Command => ({
    id: `set ${text}`,
    group: 'Set',
    text,
    note: isSo ? 'is so' : '',
    key: '',
    why: null,
    run,
  })
  return [
    ...SCHEMES.map((scheme) =>
      one(`Look: ${SCHEME_NAMES[scheme]}`, now.scheme === scheme, () => setScheme(watchfloor, scheme)),
    ),
    ...DENSITIES.map((density) =>
      one(`Rows: ${density}`, now.density === density, () => setDensity(watchfloor, density)),
    ),
    ...TIME_ZONES.map((zone) =>
      one(`Time zone: ${ZONE_NAMES[zone]}`, now.zone === zone, () => setZone(watchfloor, zone)),
    ),
    one('Keys of a single letter: on', now.singleKeys, () => setSingleKeys(watchfloor, true)),
    one('Keys of a single letter: off', !now.singleKeys, () => setSingleKeys(watchfloor, false)),
  ]
}

/** The rows of the board by name, worst first. */
function alertCommands({ board }: Watchfloor): readonly Command[] {
  const lanes = board.getState().arrangement?.lanes
  if (lanes === undefined) return []
  return LANES.flatMap((lane) =>
    lanes[lane].map((row) => ({
      id: `alert ${row.id}`,
      group: 'Alert' as const,
      text: `${lineOf(nameOf(row.first))}${row.alerts.length > 1 ? ` ×${formatCount(row.alerts.length)}` : ''}`,
      note: lineOf(whereAndWhat(row.first)),
      key: '',
      why: null,
      run: () => openItem(row),
    })),
  )
}

function silenceCommands({ live }: Watchfloor): readonly Command[] {
  return shownSilences(live.getState().board?.silences.values() ?? []).map((silence) => ({
    id: `silence ${silence.id}`,
    group: 'Silence',
    text: commentOf(silence) ?? lineOf(matcherTexts(silence).join(', ')),
    note: `by ${authorOf(silence)}`,
    key: '',
    why: null,
    run: () => goTo(`/silences/${encodeURIComponent(silence.id)}`),
  }))
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
