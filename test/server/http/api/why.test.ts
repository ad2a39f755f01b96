import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fingerprint, parser, Why } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { runServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const parseWhy = parser(Why)
const HEADERS = { 'content-type': 'application/json' }

async function why(url: string, labels: Record<string, string>): Promise<Why> {
  const answer = await fetch(`${url}/api/v2/alerts/${fingerprint(labels)}/why`)
  expect(answer.status).toBe(200)
  const parsed = parseWhy(await answer.json())
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

test('one call says everything that stands between an alert and a person, since when, and by whom', async () => {
  const folder = await tempDir()
  const file = join(folder, 'alertmanager.yml')
  await writeFile(
    file,
    `route: {receiver: r}
receivers: [{name: r}]
inhibit_rules:
- {name: cause first, source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [cluster]}
`,
  )
  const { url } = await runServer({ config: { alertmanager_config: file } })
  const send = async (path: string, body: unknown): Promise<Response> => {
    const answer = await fetch(`${url}/api/v2${path}`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    return answer
  }
  const effect = { alertname: 'Effect', severity: 'warning', cluster: 'eu' }
  const cause = { alertname: 'Cause', severity: 'critical', cluster: 'eu' }
  await send('/alerts', [{ labels: effect }])
  expect(await why(url, effect)).toEqual({
    fingerprint: fingerprint(effect),
    text: 'Effect fires, and nothing stands between it and a person.',
    reasons: [],
    reported: [
      expect.stringMatching(/^Script 127\.0\.0\.1 said at .* UTC that it fires, which holds until .* UTC\.$/),
    ],
  })

  const before = new Date().toISOString()
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const silence = {
    matchers: [{ name: 'alertname', value: 'Effect', isRegex: false }],
    startsAt: before,
    endsAt,
    createdBy: 'anna',
    comment: 'planned upgrade',
  }
  const { silenceID } = (await (await send('/silences', silence)).json()) as { silenceID: string }
  await send('/alerts', [{ labels: cause }])
  await send(`/alerts/${fingerprint(effect)}/acknowledge`, { name: 'ben', until: 'worse', note: 'on it' })
  await send('/alerts', [{ labels: effect, annotations: { summary: 'new words' } }])

  const answer = await why(url, effect)
  expect(answer.text).toMatch(/^3 things stand between Effect and a person: Silenced by anna/)
  expect(answer.reasons).toEqual([
    {
      kind: 'silence',
      text: expect.stringMatching(/^Silenced by anna since .* UTC, until .* UTC: planned upgrade\.$/),
      silence: silenceID,
      by: 'anna',
      since: expect.any(String),
      until: endsAt,
    },
    {
      kind: 'inhibition',
      text: expect.stringMatching(/^Inhibited by Cause since .* UTC, by the rule cause first\.$/),
      inhibitor: fingerprint(cause),
      rule: 'cause first',
      since: expect.any(String),
    },
    {
      kind: 'acknowledgement',
      text: expect.stringMatching(/^ben has it since .* UTC, until it gets worse: on it\.$/),
      by: 'ben',
      since: expect.any(String),
    },
  ])
  const [silenced, inhibited, taken] = answer.reasons.map(({ since }) => since ?? '')
  expect([before, silenced, inhibited, taken].toSorted()).toEqual([before, silenced, inhibited, taken])

  const past = new Date(Date.now() - 1).toISOString()
  await send('/alerts', [
    { labels: effect, startsAt: new Date(Date.now() - 60_000).toISOString(), endsAt: past },
  ])
  const over = await why(url, effect)
  expect(over.reasons).toMatchObject([{ kind: 'resolved', until: past }])
  expect(over.reported).toEqual([
    expect.stringMatching(/^Script 127\.0\.0\.1 said at .* UTC that it is over\.$/),
  ])
  expect(over.text).toMatch(/^Effect: It ended at .* UTC: its sender said so\.$/)
})

test('an alert that nobody knows is 404, and says what is remembered', async () => {
  const { url } = await runServer()
  for (const id of ['0000000000000000', 'nonsense', '%00']) {
    const answer = await fetch(`${url}/api/v2/alerts/${id}/why`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('remembered for a day')
  }
})
