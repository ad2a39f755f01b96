import { expect, onTestFinished, test } from 'vitest'
import { systemTimers } from '../../server/src/ground/clock.ts'
import { runs, takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { startAlertmanagerWith } from '../support/programs/alertmanager.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'

const SEED = takeSeed()
const MINUTE = 60_000
const STORIES = runs(60)

interface Gettable {
  readonly labels: { readonly alertname: string }
  readonly startsAt: string
  readonly endsAt: string
}

/** Times are compared where the sender gave them; those that a server takes from its own clock are only that. */
function comparable({ startsAt, endsAt }: Gettable, base: number): unknown {
  const known = (text: string): string | number => {
    const offset = Math.round((Date.parse(text) - base) / 1000)
    return Math.abs(offset % 60) < 1 ? Math.round(offset / 60) : 'its own'
  }
  return [known(startsAt), known(endsAt)]
}

test(`posts of one alert merge as in a real Alertmanager, seed ${SEED}`, async () => {
  const random = seeded(SEED)
  const real = await startAlertmanagerWith(
    await tempDir(),
    'route: {receiver: r}\nreceivers: [{name: r}]\nglobal: {resolve_timeout: 7m30s}\n',
  )
  onTestFinished(() => real.program.stop())
  // As if it had started long ago: until `resolve_timeout` after its start, and after a sleep, it shows extended ends
  // (S4). Its own rhythm stands still, so that it does not take the time that is skipped for a sleep.
  let ago = -60 * MINUTE
  const clock = { now: () => Date.now() + ago, monotonic: () => performance.now() + ago }
  const timers = { every: () => () => {}, after: systemTimers.after }
  const ours = await runServer({ config: { resolve_timeout: 450_000 }, clock, timers })
  ago = 0
  // Half a minute off, so that no time of a sender's is mistaken for a server's.
  const base = Date.now() - 17_000
  const at = (): string | undefined => {
    const minutes = Math.floor(random() * 21) - 10
    return random() < 0.35 ? undefined : new Date(base + minutes * MINUTE).toISOString()
  }
  const stories: { readonly posts: object[]; readonly seen: Record<'theirs' | 'own', unknown>[] }[] = []
  for (let n = 0; n < STORIES; n++) {
    const posts = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, k) => ({
      labels: { alertname: `Story${n}` },
      annotations: { post: String(k) },
      startsAt: at(),
      endsAt: at(),
    }))
    const seen: Record<'theirs' | 'own', unknown>[] = []
    for (const sent of posts) {
      const end = sent.endsAt === undefined ? undefined : Date.parse(sent.endsAt)
      // A resolve from before a start that was given is old news here (S3), and ends it there.
      const starts = posts.slice(0, posts.indexOf(sent)).flatMap(({ startsAt }) => startsAt ?? [])
      const isOld = starts.some((start) => end !== undefined && end < Date.parse(start))
      if (end !== undefined && end <= Date.now() && isOld) break
      const [theirs, own] = await Promise.all(
        [real.url, ours.url].map(async (url) => {
          const { status } = await post(`${url}/api/v2/alerts`, [sent])
          const alerts = (await (
            await fetch(`${url}/api/v2/alerts?filter=alertname=Story${n}`)
          ).json()) as (Gettable & { annotations: object })[]
          return [status, ...alerts.map((alert) => [comparable(alert, base), alert.annotations])]
        }),
      )
      seen.push({ theirs, own })
      // What fires after an end begins a life of its own here (S6); there it may take up the start of the old one.
      if (Array.isArray(own) && own.length === 1) break
    }
    stories.push({ posts, seen })
  }
  const differ = stories.filter(({ seen }) =>
    seen.some(({ theirs, own }) => JSON.stringify(theirs) !== JSON.stringify(own)),
  )
  // Each differing story is shown with its posts and both answers.
  expect(differ).toEqual([])
})
