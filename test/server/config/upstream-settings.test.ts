import { expect, test } from 'vitest'
import { loadSettings } from '../../../server/src/config/load-settings.ts'
import { upstreamsFrom } from '../../../server/src/config/upstream-settings.ts'

const load = (yaml: string) => loadSettings({ file: { name: 'watchfloor.yml', text: `upstreams: ${yaml}` } })

test('upstreams are read from the file, and as JSON from a variable', () => {
  const yaml = `
  - {name: eu, url: "http://am:9093/prefix/", timeout: 2s, username: u, password_file: /p}
  - {name: us, url: "https://am", write: false, bearer_token_file: /t}`
  const loaded = load(yaml)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  expect(upstreamsFrom(loaded.settings)).toEqual([
    {
      name: 'eu',
      url: 'http://am:9093/prefix',
      timeout: 2_000,
      write: true,
      credentials: { kind: 'basic', username: 'u', file: '/p' },
    },
    {
      name: 'us',
      url: 'https://am',
      timeout: 5_000,
      write: false,
      credentials: { kind: 'bearer', file: '/t' },
    },
  ])
  const variable = loadSettings({
    environment: {
      WATCHFLOOR_UPSTREAMS: '[{"name":"eu","url":"http://am:9093"}]',
      WATCHFLOOR_UPSTREAM_POLL: '2s',
    },
  })
  expect(variable).toMatchObject({
    ok: true,
    settings: { upstreams: [{ name: 'eu', url: 'http://am:9093' }], upstream_poll: 2_000 },
  })
})

test.each([
  ['no list', '{name: eu}'],
  ['without a url', '[{name: eu}]'],
  ['a name that is no name', '[{name: "a b", url: "http://am"}]'],
  ['the same name twice', '[{name: eu, url: "http://am"}, {name: eu, url: "http://other"}]'],
  ['another scheme', '[{name: eu, url: "ftp://am"}]'],
  ['a password in the url', '[{name: eu, url: "http://u:p@am"}]'],
  ['a user without a password file', '[{name: eu, url: "http://am", username: u}]'],
  [
    'two kinds of credentials',
    '[{name: eu, url: "http://am", username: u, password_file: p, bearer_token_file: t}]',
  ],
  ['a key that there is not', '[{name: eu, url: "http://am", token: x}]'],
  ['a timeout that is none', '[{name: eu, url: "http://am", timeout: soon}]'],
])('an upstream with %s is refused, with what was expected', (_, yaml) => {
  const loaded = load(yaml)
  expect(loaded).toMatchObject({
    ok: false,
    problems: [
      {
        where: 'watchfloor.yml: upstreams',
        message: expect.stringMatching(/is not valid \(.+\); expected a list/),
      },
    ],
  })
})

test('a variable that is no JSON is refused', () => {
  const loaded = loadSettings({ environment: { WATCHFLOOR_UPSTREAMS: 'eu=http://am' } })
  expect(loaded).toMatchObject({ ok: false, problems: [{ where: 'WATCHFLOOR_UPSTREAMS' }] })
})
