import type { AuditEntry } from '@watchfloor/contract'
import { expect, onTestFinished, test, vi } from 'vitest'
import { logLevel } from '../../../server/src/cli/log-level.ts'
import { logLevels } from '../../../server/src/ground/log-level.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'

const MINUTE = 60_000

test('a level holds until its time is over, however long that is; another one in between has its own', async () => {
  const clock = new HandClock()
  const applied: string[] = []
  const backs: string[] = []
  const levels = logLevels({
    configured: 'info',
    apply: (level) => void applied.push(level),
    clock,
    timers: clock,
    onBack: (level) => void backs.push(level),
  })
  expect(levels.now()).toEqual({ level: 'info', configured: 'info', until: null })
  levels.set('debug', clock.now() + 10 * MINUTE)
  await clock.pass(5 * MINUTE, async () => {}, MINUTE)
  levels.set('trace', clock.now() + 60 * 24 * 60 * MINUTE)
  await clock.pass(10 * MINUTE, async () => {}, MINUTE)
  expect([levels.now().level, backs]).toEqual(['trace', []])
  await clock.pass(60 * 24 * 60 * MINUTE, async () => {}, 24 * 60 * MINUTE)
  expect([applied, backs]).toEqual([['debug', 'trace', 'info'], ['info']])
  levels.set('debug', undefined)
  expect([levels.now(), clock.waiting]).toEqual([{ level: 'debug', configured: 'info', until: null }, 0])
})

test('by the control socket: the log says more at once and less again by itself, and the audit log has both', async () => {
  const clock = new HandClock(Date.now())
  const data_dir = await tempDir()
  const applied: string[] = []
  const server = await runServer({
    config: { data_dir },
    clock,
    timers: clock,
    setLogLevel: (level) => void applied.push(level),
  })
  const words: string[] = []
  const write = (text: unknown): boolean => words.push(String(text)) > 0
  const outs = [process.stdout, process.stderr].map((out) => vi.spyOn(out, 'write').mockImplementation(write))
  onTestFinished(() => outs.forEach((out) => void out.mockRestore()))
  const say = async (given: readonly string[], flags = {}): Promise<readonly [number, string]> => {
    words.length = 0
    return [await logLevel({ data_dir }, given, flags), words.join('')]
  }
  expect(await say([])).toEqual([0, 'The log says info and graver, as the settings have it.\n'])
  expect(await say(['loud'])).toEqual([2, expect.stringMatching(/fatal, error, warn, info, debug/)])
  expect(await say(['debug'], { for: 'soon' })).toEqual([2, expect.stringMatching(/10m/)])
  expect(await say(['debug'], { for: '10m' })).toEqual([
    0,
    expect.stringMatching(/^The log says debug and graver until 20.*; the settings say info\.\n$/),
  ])
  expect(applied).toEqual(['debug'])
  await clock.pass(11 * MINUTE, async () => {}, MINUTE)
  expect(applied).toEqual(['debug', 'info'])
  const entries = async (): Promise<readonly unknown[]> => {
    const answer = await fetch(`${server.url}/api/v2/audit?what=log.level`)
    const { entries } = (await answer.json()) as { readonly entries: readonly AuditEntry[] }
    return entries.map(({ who, result, detail }) => [who.credential, result, detail])
  }
  const asked = { from: 'info', level: 'debug', until: expect.any(String) }
  await expect.poll(entries).toEqual([
    ['server', 'ok', { level: 'info', by: 'its time was over' }],
    ['control', 'ok', asked],
    ['control', 'begun', asked],
  ])
})
