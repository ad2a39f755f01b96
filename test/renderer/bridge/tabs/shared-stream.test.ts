import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../../support/chance.ts'
import { seeded } from '../../../support/seeded.ts'
import { ModelServer } from './model-server.ts'
import { ModelBrowser } from './model-tabs.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Tabs come, go and hang at any moment, whichever leads; the server restarts, and is put back to an older copy. */
async function schedule(
  seed: number,
): Promise<{ readonly browser: ModelBrowser; readonly server: ModelServer }> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const server = new ModelServer()
  const browser = new ModelBrowser(server, random)
  const any = () => browser.tabs[below(browser.tabs.length)]
  const rare = (chance: number, run: () => void) => (): void => {
    if (random() < chance) run()
  }
  const steps: readonly (() => void)[] = [
    () => server.append(1 + below(3)),
    () => any()?.deliver(1 + below(4)),
    () => any()?.deliver(1 + below(4)),
    () => any()?.deliver(1 + below(4)),
    () => any()?.client?.pump(random),
    () => browser.holder?.client?.pump(random),
    () => browser.stepLock(),
    () => browser.questions.step(random),
    () => browser.questions.step(random),
    rare(0.2, () => any()?.tick()),
    rare(0.3, () => browser.tabs.length < 5 && browser.open()),
    rare(0.3, () => browser.tabs.length > 1 && browser.kill(browser.holder ?? (browser.tabs[0] as never))),
    rare(0.1, () => browser.holder?.client?.lose()),
    rare(0.1, () => server.restart()),
    rare(0.05, () => server.restore(below(server.events.length + 1))),
    rare(0.1, () => {
      browser.isDown = !browser.isDown
    }),
    rare(0.3, () => {
      const tab = any()
      if (tab !== undefined) tab.isSeen = !tab.isSeen
    }),
    // Messages that a page frozen by its browser never gets.
    rare(0.1, () => any()?.inbox.splice(0, below(4))),
  ]
  browser.open()
  for (let step = 0; step < 250; step++) {
    steps[below(steps.length)]?.()
    if (random() < 0.4) await settled()
  }
  browser.isDown = false
  await quiet(browser, server, random)
  return { browser, server }
}

/** Nothing new happens any more; whatever is on its way arrives, and time passes. */
async function quiet(browser: ModelBrowser, server: ModelServer, random: () => number): Promise<void> {
  const isDone = (): boolean =>
    browser.isLockSettled &&
    browser.questions.isEmpty &&
    browser.tabs.every(({ inbox, knowsUpTo }) => inbox.length === 0 && knowsUpTo === server.events.length)
  for (let round = 0; round < 400; round++) {
    for (const tab of browser.tabs) tab.deliver(Number.POSITIVE_INFINITY)
    for (let n = 0; n < 4; n++) browser.stepLock()
    for (let n = 0; n < 20; n++) browser.questions.step(random)
    await settled()
    // Every client still runs that was started and not stopped: a second one would show itself.
    for (const tab of browser.tabs) tab.client?.pump(random)
    if (isDone() && round > 20) return
    // The timers of all tabs are much slower than all of this.
    if (round % 20 === 19) for (const tab of browser.tabs) tab.tick()
  }
}

test('whichever tab dies, hangs or takes over, every tab gets every event once, in order', async () => {
  const first = takeSeed()
  for (let seed = first; seed < first + (process.env.SEED === undefined ? runs(400) : 1); seed++) {
    const { browser, server } = await schedule(seed)
    expect(browser.wrong, `SEED=${seed}`).toEqual([])
    const ids = server.events.map(({ id }) => id)
    for (const tab of browser.tabs) expect(tab.knows, `SEED=${seed} ${tab.name}`).toEqual(ids)
    const streaming = browser.tabs.filter(({ client }) => client?.isRunning).map(({ name }) => name)
    expect(streaming, `SEED=${seed}`).toEqual([browser.holder?.name])
  }
}, 120_000)
