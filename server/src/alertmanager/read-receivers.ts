import type { LabelSet } from '@watchfloor/contract'
import { type Decoder, isNull, last } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'

/** What Alertmanager can notify through, as the key without `_configs`. */
const INTEGRATIONS = [
  'discord',
  'email',
  'incidentio',
  'pagerduty',
  'slack',
  'webhook',
  'opsgenie',
  'wechat',
  'pushover',
  'victorops',
  'sns',
  'telegram',
  'webex',
  'msteams',
  'msteamsv2',
  'jira',
  'rocketchat',
  'mattermost',
] as const

const KNOWN = ['name', 'labels', ...INTEGRATIONS.map((name) => `${name}_configs`)]

export interface Receiver {
  readonly name: string
  readonly labels: LabelSet
  /** Kinds of integrations that it has, in the order of the file. */
  readonly integrations: readonly string[]
}

/** `receivers`. What their integrations are set to is not read: this server notifies nobody through them. */
export function readReceivers(node: YamlNode | undefined, decoder: Decoder): readonly Receiver[] {
  const receivers = (decoder.list(node, 'receivers') ?? []).map((item, n) =>
    readReceiver(item, `receivers[${n}]`, decoder),
  )
  const names = receivers.map(({ name }) => name)
  for (const name of new Set(names.filter((one, n) => one !== '' && names.indexOf(one) !== n)))
    decoder.problem('receivers', `two receivers have the name ${JSON.stringify(name)}`)
  return receivers
}

function readReceiver(node: YamlNode, where: string, decoder: Decoder): Receiver {
  const fields = decoder.fields(node, where, KNOWN)
  const name = decoder.text(last(fields.get('name')), `${where}.name`) ?? ''
  if (name === '') decoder.problem(`${where}.name`, 'every receiver needs a name', node)
  const labels = decoder.labels(fields.get('labels'), `${where}.labels`)
  if (Object.hasOwn(labels, 'name') && labels.name !== name)
    decoder.problem(`${where}.labels.name`, `must be the receiver's own name, ${JSON.stringify(name)}`, node)
  const integrations = [...fields].flatMap(([key, nodes]) => {
    if (!key.endsWith('_configs')) return []
    for (const list of nodes) {
      for (const [n, item] of (decoder.list(list, `${where}.${key}`) ?? []).entries()) {
        if (isNull(item)) decoder.problem(`${where}.${key}[${n}]`, 'is empty', item)
        else decoder.unread(item, `${where}.${key}[${n}]`)
      }
    }
    return [key.slice(0, -'_configs'.length)]
  })
  return { name, labels, integrations }
}
