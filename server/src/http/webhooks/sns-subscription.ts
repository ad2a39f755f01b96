import { isObject } from '../../sources/read-alert.ts'

const AWS = /^sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?$/

/**
 * What a person has to do about a message by which SNS begins or ends to send here; undefined for any other. The server
 * opens no link of a message: whoever can reach this address could make it ask anything of its own network. The link is
 * shown only if it leads to AWS.
 */
export function subscriptionWords(message: unknown): string | undefined {
  if (!isObject(message) || typeof message.TopicArn !== 'string') return undefined
  const topic = message.TopicArn.slice(0, 100).toWellFormed()
  if (message.Type === 'UnsubscribeConfirmation') return `AWS SNS no longer sends the topic ${topic} here`
  if (message.Type !== 'SubscriptionConfirmation') return undefined
  const link = typeof message.SubscribeURL === 'string' ? message.SubscribeURL : ''
  return isOfAws(link)
    ? `AWS SNS waits to be told that the topic ${topic} may send here: open within 3 days ${link}`
    : `a message asks to confirm the topic ${topic} of AWS SNS, but its link does not lead to AWS: leave it alone`
}

function isOfAws(link: string): boolean {
  if (!URL.canParse(link)) return false
  const { protocol, hostname, port, username, password } = new URL(link)
  return protocol === 'https:' && port === '' && username === '' && password === '' && AWS.test(hostname)
}
