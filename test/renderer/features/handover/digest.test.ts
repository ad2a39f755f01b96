import { expect, test } from 'vitest'
import { blindTimes } from '../../../../src/renderer/features/handover/blind.ts'
import { digestOf, type Shift } from '../../../../src/renderer/features/handover/digest.ts'
import { bothTimes, code, plain } from '../../../../src/renderer/features/handover/markdown.ts'
import { sinceChoices } from '../../../../src/renderer/features/handover/since.ts'
import { formatClock } from '../../../../src/shared/times.ts'
import { sampleAlert, sampleHealth, sampleSilence } from '../../support/board-parts.ts'
import { inboxRow } from '../../support/fake-desk.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-24T12:00:00.000Z')
const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString()
const alert = (n: number, part: Parameters<typeof sampleAlert>[0] = {}) =>
  sampleAlert({ fingerprint: `${n}`.padStart(16, '0'), starts_at: ago(HOUR), ...part })

function digest(part: Partial<Shift> = {}): string {
  return digestOf({
    server: 'watch.example.com',
    name: 'Ana',
    from: NOW - 8 * HOUR,
    to: NOW,
    alerts: [],
    silences: [],
    facts: { lost: [], blind: [], told: null, isCut: false, refusal: null },
    doubt: '',
    ...part,
  })
}
/** The lines of one section. */
const section = (text: string, heading: RegExp): string =>
  text.split(/^## /m).find((one) => heading.test(one)) ?? ''

test('what is open stands by who has it, nobody first, the worst first, in both times', () => {
  const acknowledged_by = { name: 'Priya', at: ago(HOUR), until: 'resolved' as const, note: 'restarts it' }
  const open = section(
    digest({
      alerts: [
        alert(1, { labels: { service: 'a' } }),
        alert(2, { labels: { alertname: 'PaymentsDown', service: 'b', severity: 'critical' } }),
        alert(3, { labels: { service: 'c' }, acknowledged_by }),
        alert(4, { labels: { service: 'd', severity: 'critical' }, silenced_by: ['s1'] }),
        alert(5, { status: 'resolved' }),
      ],
    }),
    /^Open/,
  )
  expect(open).toMatch(/^Open: 3 alerts, 1 critical/)
  expect(open.indexOf('Nobody has these: 2')).toBeLessThan(open.indexOf('Priya: 1'))
  expect(open.indexOf('PaymentsDown')).toBeLessThan(open.indexOf('QueueLag'))
  expect(open).toContain(`since ${bothTimes(NOW - HOUR, NOW)}`)
  expect(open).toContain('note: restarts it')
  expect(open).toContain('Hidden by silences, inhibition or mute windows: 1, 1 critical.')
})

test('a storm is told by its groups, and not by a thousand lines', () => {
  const storm = Array.from({ length: 900 }, (_, index) =>
    alert(index, { labels: { service: `s${index % 90}`, instance: `i${index}` } }),
  )
  const open = section(digest({ alerts: storm }), /^Open/)
  expect(open.match(/^- /gm)).toHaveLength(41)
  expect(open).toContain('- and 50 more')
})

test('silences that end soon say what they hide; those of later are not told', () => {
  const silences = [
    sampleSilence({ id: 's1', ends_at: ago(-2 * HOUR) }),
    sampleSilence({ id: 's2', comment: 'long one', ends_at: ago(-20 * HOUR) }),
  ]
  const hidden = alert(1, { labels: { severity: 'critical' }, silenced_by: ['s1'] })
  const text = section(digest({ silences, alerts: [hidden] }), /^Silences/)
  expect(text).toContain('**db-maint** · by Priya')
  expect(text).toContain('hides 1 now, 1 critical · `cluster="eu-1"`')
  expect(text).not.toContain('long one')
})

test('a browser says that it cannot know what was held back; a desk says what, and why', () => {
  const held = inboxRow({ decision: 'hold', reason: 'quiet_hours', title: 'High · QueueLag', at: ago(HOUR) })
  const cut = inboxRow({ id: 'c', kind: 'connection', title: 'You are not receiving alerts', at: ago(HOUR) })
  const facts = { lost: [], blind: [], told: [held, cut], isCut: false, refusal: null }
  expect(section(digest(), /held back/)).toContain('Not known here')
  const text = digest({ facts })
  expect(section(text, /held back/)).toContain('Your quiet hours.')
  expect(section(text, /held back/)).not.toContain('not receiving')
  expect(section(text, /^Blind/)).toContain('This desk: ')
})

test('what the server did not answer is said, and never an empty list', () => {
  const facts = { lost: null, blind: null, told: null, isCut: false, refusal: null }
  const text = digest({ facts })
  expect(text.match(/Not known: the server’s history could not be read/g)).toHaveLength(2)
})

test('blind times go from when a part broke to when it was well, also over the ends of the shift', () => {
  const from = NOW - 8 * HOUR
  const moment = (component: string, hours: number, quiet: boolean) => ({
    at: NOW - hours * HOUR,
    health: sampleHealth({ component, quiet, status: quiet ? 'degraded' : 'healthy' }),
  })
  const moments = [moment('eu', 5, true), moment('eu', 4, false), moment('us', 1, true)]
  const present = [
    sampleHealth({ component: 'eu' }),
    sampleHealth({ component: 'us', quiet: true }),
    sampleHealth({ component: 'ap', quiet: true, since: ago(20 * HOUR) }),
  ]
  expect(blindTimes(moments, present, from)).toEqual([
    { component: 'ap', what: 'quiet', from: null, to: null },
    { component: 'eu', what: 'quiet', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR },
    { component: 'us', what: 'quiet', from: NOW - HOUR, to: null },
  ])
})

test('texts of others are shown as they are: no markup, and nothing that breaks out of code', () => {
  expect(plain('**<img src=x>** [a](b)\nc')).toBe(String.raw`\*\*\<img src=x\>\*\* \[a\](b) c`)
  expect(code('a`b')).toBe('`` a`b ``')
})

test('a shift begins with the last handover, or eight hours ago', () => {
  expect(sinceChoices(null, NOW)[0]).toMatchObject({ id: '8', at: NOW - 8 * HOUR })
  expect(sinceChoices(NOW - 30 * HOUR, NOW)[0]?.id).toBe('8')
  const [last] = sinceChoices(NOW - 9 * HOUR, NOW)
  expect(last).toMatchObject({ id: 'last', at: NOW - 9 * HOUR })
  expect(last?.label).toContain(formatClock(NOW - 9 * HOUR))
})
