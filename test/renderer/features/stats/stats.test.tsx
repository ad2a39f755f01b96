import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { Stats } from '../../../../src/renderer/features/stats/stats.tsx'
import { WatchfloorContext } from '../../../../src/renderer/state/context.ts'
import { NOW } from '../../support/board-rig.ts'
import { fakeServer } from '../../support/fake-bridge.ts'
import { SAMPLE_STATISTICS } from '../../support/sample-statistics.ts'

afterEach(cleanup)

function open(part: Partial<typeof SAMPLE_STATISTICS> = {}): { readonly asked: string[] } {
  const asked: string[] = []
  const { bridge } = fakeServer(
    () => NOW,
    async ({ path }) => {
      asked.push(path)
      const query = new URLSearchParams(path.split('?')[1])
      return {
        ok: true,
        value: { from: query.get('from'), to: query.get('to'), ...SAMPLE_STATISTICS, ...part },
      }
    },
  )
  const { watchfloor } = createWatchfloor(bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  render(
    <MantineProvider>
      <WatchfloorContext value={watchfloor}>
        <Stats />
      </WatchfloorContext>
    </MantineProvider>,
  )
  return { asked }
}

const linkOf = (element: HTMLElement): URLSearchParams =>
  new URLSearchParams(element.getAttribute('href')?.split('?')[1])

test('each number leads to the lives that it counts, of the same span', async () => {
  open()
  const names = within(await screen.findByRole('region', { name: 'Noisiest alerts' }))
  const link = linkOf(names.getByRole('link', { name: '7' }))
  expect(link.getAll('filter')).toEqual(['alertname="Disk \\"sda\\""'])
  expect(Date.parse(link.get('to') ?? '') - Date.parse(link.get('from') ?? '')).toBe(7 * 86_400_000)
  const services = within(screen.getByRole('region', { name: 'By service' }))
  // It is the first of the three that is there: those before it are not.
  expect(linkOf(services.getByRole('link', { name: '7' })).getAll('filter')).toEqual([
    'service=""',
    'job="node"',
  ])
  const owners = within(screen.getByRole('region', { name: 'By who took them first' }))
  expect(linkOf(owners.getByRole('link', { name: '3' })).get('owner')).toBe('Priya')
  const hours = within(screen.getByRole('region', { name: 'By hour of the day' }))
  expect(linkOf(hours.getByRole('link', { name: '7' })).get('hour')).toBe('3')
  const all = within(screen.getByRole('region', { name: 'All of it' }))
  expect(linkOf(all.getByRole('link', { name: '2' })).get('fate')).toBe('lost')
})

test('medians stand with their p90 and of how many they are; what nobody knows is no number', async () => {
  open()
  const names = await screen.findByRole('region', { name: 'Noisiest alerts' })
  expect(names.textContent).toContain('12 min, p90 40 min (4)')
  const services = screen.getByRole('region', { name: 'By service' })
  expect(services.textContent).toContain('never taken')
  expect(screen.getByRole('region', { name: 'By who took them first' }).textContent).toContain('not known')
})

test('of too many it says which are counted, and of none that there were none', async () => {
  open({ counted_since: new Date(NOW - 3_600_000).toISOString() })
  expect((await screen.findByText(/Only those since/)).textContent).toMatch(/02:16|\d\d:16/)
  cleanup()
  open({ lives: 0 })
  expect(await screen.findByText(/No alert began in this span/)).toBeTruthy()
})

test('another span is asked for by its length', async () => {
  const { asked } = open()
  await screen.findByRole('region', { name: 'All of it' })
  fireEvent.click(screen.getByRole('button', { name: '90 d' }))
  await screen.findByRole('region', { name: 'All of it' })
  const query = new URLSearchParams(asked.at(-1)?.split('?')[1])
  expect(Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '')).toBe(90 * 86_400_000)
})
