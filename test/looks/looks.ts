import type { Page } from '@playwright/test'
import { fingerprint, type LabelSet } from '@watchfloor/contract'
import { sampleBoard } from '../renderer/support/sample-fleet.ts'
import { goTo, NOW, settle } from './preview.ts'

/** One screen in one state. */
export interface Look {
  readonly name: string
  /** Which path of the screens table it is of. */
  readonly path: string
  /** What the preview shows, as `test/renderer/preview/main.tsx` reads it. */
  readonly query?: string
  /** Where it stands; the path unless given. */
  readonly hash?: string
  /** What is done there first. */
  readonly open?: (page: Page) => Promise<void>
  /** What is open then, over a screen that is looked at elsewhere. */
  readonly shows?: string
  /** What is done there stays done: nobody after it may have its page. */
  readonly isLasting?: true
  /** In the colours of the system, of which a person chose few. */
  readonly isForced?: true
  /** The widths of its pictures; `WIDTHS` unless given. None for what only axe looks at. */
  readonly widths?: readonly number[]
}

/** `npm run test:nightly`: at every width, and in both schemes. */
export const IS_EVERY_LOOK = process.env.TEST_LOOKS === 'all'

/** A list whose rows stand in two lines though it is no phone. */
export const BOTH = 768
/** And the narrowest that there is. */
const WIDTHS = [320, BOTH] as const
const LARGE = [...WIDTHS, 1440] as const

const CRITICAL = firstCritical(sampleBoard({ count: 47, now: NOW }).alerts)
const MOMENT = `/history?at=${new Date(NOW - 1_200_000).toISOString()}`
const JOIN = '/join?server=https%3A%2F%2Fother.example.com&code=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq'

const DIALOG = '[role="dialog"]'
const MENU = '[role="menu"]'

/** Of every screen at least one: `looks.spec.ts` fails when a path of the screens table has none. */
export const LOOKS: readonly Look[] = [
  // 720 is 200 % zoom of 1440.
  { name: 'board', path: '/', widths: [...LARGE, 720] },
  { name: 'board-of-many', path: '/', query: 'n=10000', widths: [1440] },
  { name: 'board-without-alerts', path: '/', query: 'n=0' },
  { name: 'board-with-a-quiet-source', path: '/', query: 'state=quiet' },
  { name: 'board-not-receiving', path: '/', query: 'state=offline', widths: LARGE },
  { name: 'board-loading', path: '/', query: 'state=loading', widths: [768] },
  { name: 'board-where-nothing-matches', path: '/', hash: '/?q=cluster%3D%22nowhere%22', widths: [768] },
  { name: 'first-visit', path: '/', query: 'state=virgin&n=0' },
  { name: 'selected', path: '/', open: keys('j', 'x', 'j', 'x', 'j'), isLasting: true, widths: [768] },
  {
    name: 'selected-in-forced-colours',
    path: '/',
    open: keys('j', 'x', 'j'),
    isLasting: true,
    isForced: true,
    widths: [768],
  },
  { name: 'menu-of-views', path: '/', open: press('Row height'), shows: MENU, widths: [] },
  { name: 'menu-of-order', path: '/', open: press(/^Sort/), shows: MENU, widths: [] },
  {
    name: 'suggestions',
    path: '/',
    open: keys('/', 'c', 'l', 'u'),
    shows: '[role="listbox"]',
    isLasting: true,
    widths: [],
  },
  { name: 'keys', path: '/', open: keys('?'), shows: DIALOG, widths: [768] },
  { name: 'drawer', path: '/', open: keys('i'), shows: DIALOG, widths: [768] },
  {
    name: 'question',
    path: '/',
    query: 'n=2000',
    open: keys('j', 'Control+a', 'a'),
    shows: DIALOG,
    isLasting: true,
    widths: [768],
  },
  { name: 'until-when', path: '/', open: keys('j', 'Shift+A'), shows: DIALOG, widths: [] },
  {
    name: 'hand-over',
    path: '/',
    open: keys('j', 'a', ...'Priya', 'Enter', 'Shift+H'),
    shows: DIALOG,
    isLasting: true,
    widths: [],
  },
  { name: 'note', path: '/', open: keys('j', 'n'), shows: DIALOG, widths: [] },
  { name: 'toasts', path: '/', open: keys('j', 'a', ...'Priya', 'Enter'), isLasting: true, widths: [768] },
  {
    name: 'hint',
    path: '/',
    open: (page) => page.locator('[data-hint]').first().hover(),
    shows: '[role="tooltip"]',
    widths: [],
  },
  { name: 'alert', path: '/alert/:fingerprint', hash: `/alert/${CRITICAL}`, widths: LARGE },
  { name: 'silences', path: '/silences' },
  { name: 'new-silence', path: '/silences/new', hash: '/silences/new?filter=cluster%3D%22eu-1%22' },
  { name: 'silence', path: '/silences/:id', hash: '/silences/db-maint' },
  { name: 'chain', path: '/health' },
  { name: 'chain-that-is-broken', path: '/health', query: 'state=quiet' },
  { name: 'inbox', path: '/inbox', query: 'desk=1&rows=60', widths: LARGE },
  { name: 'inbox-of-browser', path: '/inbox', widths: [] },
  { name: 'handover', path: '/handover' },
  { name: 'statistics', path: '/stats' },
  { name: 'looking-back', path: '/history', query: 'past=1', widths: [] },
  { name: 'board-of-a-moment', path: '/history', query: 'past=1', hash: MOMENT, widths: [] },
  {
    name: 'alert-of-a-moment',
    path: '/history',
    query: 'past=1',
    hash: `${MOMENT}&alert=${CRITICAL}`,
    widths: [],
  },
  { name: 'statistics-of-much', path: '/stats', query: 'past=1', widths: [] },
  { name: 'settings', path: '/settings', query: 'desk=1&rows=60' },
  { name: 'settings-of-browser', path: '/settings' },
  { name: 'access', path: '/access', query: 'who=admin' },
  { name: 'audit', path: '/audit', query: 'who=admin' },
  { name: 'sign-in', path: '/sign-in', query: 'who=nobody' },
  {
    name: 'menu-of-who',
    path: '/',
    query: 'who=admin',
    open: press(/^Signed in/),
    shows: DIALOG,
    widths: [],
  },
  { name: 'who-you-are', path: '/sign-in', query: 'who=admin' },
  { name: 'join', path: '/join', query: 'desk=1&rows=60', hash: JOIN },
  { name: 'welcome-server', path: '/welcome', query: 'desk=first' },
  { name: 'welcome-you', path: '/welcome', query: 'desk=1&rows=60', hash: '/welcome?step=2' },
  {
    name: 'welcome-reach',
    path: '/welcome',
    query: 'desk=1&rows=60',
    hash: '/welcome?step=3',
    widths: [320],
  },
  { name: 'welcome-drill', path: '/welcome', query: 'desk=1&rows=60', hash: '/welcome?step=4' },
  { name: 'no-screen', path: '', hash: '/nowhere', widths: [320] },
]

export function widthsOf({ widths }: Look): readonly number[] {
  return widths ?? WIDTHS
}

function firstCritical(alerts: readonly { readonly level: string; readonly labels: LabelSet }[]): string {
  const labels = alerts.find(({ level }) => level === 'critical')?.labels
  if (labels === undefined) throw new Error('no critical in the sample')
  return fingerprint(labels)
}

function keys(...all: readonly string[]): NonNullable<Look['open']> {
  return async (page) => {
    for (const key of all) {
      await page.keyboard.press(key)
      await settle(page)
    }
  }
}

function press(name: string | RegExp): NonNullable<Look['open']> {
  return async (page) => {
    await page.getByRole('button', { name }).first().click()
  }
}

/** Brings the page there, and opens what is looked at. */
export async function visit(page: Page, { path, hash = path, open, shows }: Look): Promise<void> {
  await goTo(page, hash)
  await open?.(page)
  if (shows !== undefined) await page.locator(shows).first().waitFor()
}

/** Looks that share a page, and by what they are called. */
export function visits(looks: readonly Look[]): ReadonlyMap<string, readonly Look[]> {
  return Map.groupBy(looks, ({ name, query, isLasting }) => (isLasting ? name : (query ?? 'the usual')))
}
