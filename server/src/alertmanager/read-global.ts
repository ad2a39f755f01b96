import type { Millis } from '@watchfloor/contract'
import { type Decoder, last } from './decoder.ts'

/** Keys of `global`, by what their values must be; of most of them Watchfloor uses nothing. */
const KEYS = {
  text: [
    'smtp_from',
    'smtp_hello',
    'smtp_auth_username',
    'smtp_auth_password',
    'smtp_auth_password_file',
    'smtp_auth_secret',
    'smtp_auth_secret_file',
    'smtp_auth_identity',
    'slack_api_url_file',
    'slack_app_token',
    'slack_app_token_file',
    'opsgenie_api_key',
    'opsgenie_api_key_file',
    'wechat_api_secret',
    'wechat_api_secret_file',
    'wechat_api_corp_id',
    'victorops_api_key',
    'victorops_api_key_file',
    'telegram_bot_token',
    'telegram_bot_token_file',
    'rocketchat_token',
    'rocketchat_token_file',
    'rocketchat_token_id',
    'rocketchat_token_id_file',
    'mattermost_webhook_url_file',
  ],
  url: [
    'jira_api_url',
    'slack_api_url',
    'slack_app_url',
    'pagerduty_url',
    'opsgenie_api_url',
    'wechat_api_url',
    'victorops_api_url',
    'telegram_api_url',
    'webex_api_url',
    'rocketchat_api_url',
    'mattermost_webhook_url',
  ],
  flag: ['smtp_require_tls', 'smtp_force_implicit_tls'],
} as const

/** A secret stands in the file or in a file of its own, not in both. */
const EITHER = [
  ['slack_app_token', 'slack_app_token_file'],
  ['slack_api_url', 'slack_api_url_file'],
  ['opsgenie_api_key', 'opsgenie_api_key_file'],
  ['victorops_api_key', 'victorops_api_key_file'],
  ['telegram_bot_token', 'telegram_bot_token_file'],
  ['smtp_auth_password', 'smtp_auth_password_file'],
  ['smtp_auth_secret', 'smtp_auth_secret_file'],
  ['rocketchat_token', 'rocketchat_token_file'],
  ['rocketchat_token_id', 'rocketchat_token_id_file'],
  ['wechat_api_secret', 'wechat_api_secret_file'],
  ['mattermost_webhook_url', 'mattermost_webhook_url_file'],
] as const

const KNOWN = [
  'resolve_timeout',
  'smtp_smarthost',
  'http_config',
  'smtp_tls_config',
  ...Object.values(KEYS).flat(),
]

/** Of `tls_config` everywhere. */
const TLS_KEYS = [
  ...['ca', 'cert', 'key'].flatMap((name) => [name, `${name}_file`, `${name}_ref`]),
  'server_name',
  'insecure_skip_verify',
  'min_version',
  'max_version',
]

const HTTP_KEYS = [
  'basic_auth',
  'authorization',
  'oauth2',
  'bearer_token',
  'bearer_token_file',
  'tls_config',
  'follow_redirects',
  'enable_http2',
  'proxy_url',
  'no_proxy',
  'proxy_from_environment',
  'proxy_connect_header',
  'http_headers',
]

/** What the API shows in place of a secret; a file that came from there may be read again. */
const SECRET_TOKEN = '<secret>'

/** `global`: all of it is checked, and `resolve_timeout` is what is used; undefined when it is not given. */
export function readGlobal(
  nodes: Parameters<typeof last>[0],
  decoder: Decoder,
): { readonly resolveTimeout: Millis | undefined } {
  const fields = decoder.fields(last(nodes), 'global', KNOWN)
  const given = new Set<string>()
  const texts = (key: string): readonly string[] =>
    (fields.get(key) ?? []).flatMap((node) => decoder.text(node, `global.${key}`) ?? [])
  for (const key of KEYS.text) if (texts(key).some((text) => text !== '')) given.add(key)
  for (const key of KEYS.url) {
    for (const text of texts(key)) {
      given.add(key)
      if (text !== SECRET_TOKEN && !isWebAddress(text))
        decoder.problem(`global.${key}`, 'expected an address that begins with http:// or https://')
    }
  }
  for (const key of KEYS.flag) for (const node of fields.get(key) ?? []) decoder.flag(node, `global.${key}`)
  decoder.fields(last(fields.get('http_config')), 'global.http_config', HTTP_KEYS)
  decoder.fields(last(fields.get('smtp_tls_config')), 'global.smtp_tls_config', TLS_KEYS)
  for (const text of texts('smtp_smarthost')) {
    if (text !== '' && !/^(\[[^\]]*\]|[^:]*):[^:]+$/.test(text))
      decoder.problem('global.smtp_smarthost', 'expected HOST:PORT')
  }
  for (const [one, other] of EITHER) {
    if (given.has(one) && given.has(other))
      decoder.problem('global', `at most one of ${one} and ${other} may be given`)
  }
  if (
    (given.has('slack_app_token') || given.has('slack_app_token_file')) &&
    (given.has('slack_api_url') || given.has('slack_api_url_file')) &&
    texts('slack_api_url').at(-1) !==
      (texts('slack_app_url').at(-1) ?? 'https://slack.com/api/chat.postMessage')
  ) {
    decoder.problem('global', 'at most one of slack_app_token and slack_api_url may be given')
  }
  const timeouts = (fields.get('resolve_timeout') ?? []).flatMap(
    (node) => decoder.duration(node, 'global.resolve_timeout') ?? [],
  )
  return { resolveTimeout: timeouts.at(-1) }
}

/** As upstream's `ParseURL` wants it; texts with templates are no matter of `global`. */
function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.host !== '' && /^https?:\/\//i.test(text)
}
