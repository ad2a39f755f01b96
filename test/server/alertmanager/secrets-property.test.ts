import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { seeded } from '../../support/seeded.ts'

const CASES = 2_000
/** So many letters of a secret in a row give it away. */
const TELLING = 6

/** A file with a secret at every `hush…`, in every way that a value can be written. */
const TEMPLATE = `# a comment of hushcommentword
global:
  resolve_timeout: 5m
  smtp_smarthost: mail:25
  smtp_auth_username: hushusername
  smtp_auth_password: "hush\\tdoublequoted"
  smtp_auth_secret: 'hush''singlequoted'
  slack_api_url: https://hooks.example.com/services/hushslackpath
  opsgenie_api_key: *hushaliaskey
  wechat_api_secret: !hushtagsecret x
  victorops_api_key: &hushanchorkey
  telegram_bot_token: |
    hushblockscalar
  http_config:
    basic_auth: {username: a, password: 9876543210}
    http_headers: {X-Key: {secrets: [hushheadervalue], values: ["hushothervalue"]}}
    proxy_url: http://u:hushproxypassword@proxy.example.com
    tls_config: {key: "-----BEGIN hushinlinekey-----"}
    oauth2: {client_secret: hushclientsecret, endpoint_params: {x: hushendpointparam}}
route:
  receiver: pager
  group_by: [alertname]
  routes:
    - matchers: [severity="critical"]
      receiver: other
receivers:
  - name: pager
    pagerduty_configs:
      - routing_key: hushroutingkey
        details: {note: hushdetailnote}
    sns_configs: [{sigv4: {access_key: hushaccesskey, secret_key: hushsigvsecret}, topic_arn: hushtopicarn}]
    webhook_configs: [{url: http://hushwebhookhost/hushwebhookpath, http_config: {authorization: {credentials: hushcredentials}}}]
  - name: other
    email_configs: [{to: hushrecipient, auth_password: @hushreserved, headers: {X: hushmailheader}}]
tracing: {endpoint: hushtracingendpoint, headers: {authorization: hushtracingheader}}
event_recorder: {webhook_outputs: [{url: hushrecorderurl}]}
`

/** Words that no message has by itself. */
const SECRETS: string[] = ['9876543210']
const letters = seeded(1)
const FILE = TEMPLATE.replaceAll(/hush[a-z]*/g, () => {
  const secret = Array.from({ length: 14 }, () => 'bcdfghjkmpqvwxz'[Math.floor(letters() * 15)]).join('')
  SECRETS.push(secret)
  return secret
})
const BITS = SECRETS.flatMap((secret) =>
  Array.from({ length: secret.length - TELLING + 1 }, (_, n) => secret.slice(n, n + TELLING)),
)

/** What a slip of the hand makes of a file. */
const SLIPS = [
  '',
  ' ',
  '  ',
  '\t',
  ':',
  '-',
  '"',
  "'",
  '*',
  '&',
  '!',
  '@',
  '`',
  '|',
  '>',
  '{',
  '}',
  '[',
  ']',
  '#',
  '\\',
  '%',
  '? ',
  '<<: ',
  '---\n',
  '\n',
  ',',
  '\u0000',
]

function told(text: string): readonly string[] {
  const read = readAlertmanagerConfig('am.yml', text)
  return read.ok ? [read.config.original] : read.problems.map(({ where, message }) => `${where}: ${message}`)
}

test('whatever slips into a configuration, no message and nothing that is shown gives a secret away', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  const random = seeded(seed)
  console.log(`seed ${seed}`)
  const below = (most: number): number => Math.floor(random() * most)
  let refused = 0
  for (let n = 0; n < CASES; n++) {
    let text = FILE
    for (let slips = 1 + below(4); slips > 0; slips--) {
      const at = below(text.length)
      const end = at + below(random() < 0.3 ? 40 : 3)
      text = text.slice(0, at) + (SLIPS[below(SLIPS.length)] ?? '') + text.slice(end)
    }
    const all = told(text)
    if (all.some((one) => one.startsWith('am.yml'))) refused++
    for (const one of all) {
      const given = BITS.filter((bit) => one.includes(bit))
      expect({ given, one, text: given.length === 0 ? '' : text }).toMatchObject({ given: [] })
    }
  }
  expect(refused).toBeGreaterThan(CASES / 2)
})

test.each([
  'hushwholefile',
  '"hushwholefile"',
  '[hushwholefile]',
  'a: b: hushwholefile',
  'hush wholefile: 1',
  'export TOKEN=hushwholefile',
  '-----BEGIN PRIVATE KEY-----\nhushwholefile\n-----END PRIVATE KEY-----\n',
])('a file that is something else altogether is not repeated: %j', (text) => {
  const all = told(text)
  expect(all.join()).toMatch(/am\.yml/)
  expect(all.join()).not.toContain('wholefile')
})
