import { expect, test } from 'vitest'
import { ask, type RawAnswer, sharedPair } from '../support/programs/side-by-side.ts'

const pair = sharedPair()
const END = new Date(Date.now() + 3_600_000).toISOString()
const START = new Date(Date.now() + 60_000).toISOString()

/** `T` stands for the value of a label that is this alert's alone. */
const ALERTS = [
  '{"Labels":{"t":"T"}}',
  `{"LABELS":{"t":"T"},"ANNOTATIONS":{"s":"x"},"GeneratorUrl":"http://a/b","ENDSAT":"${END}"}`,
  '{"labels":{"t":"T"},"Labels":{"b":"2"}}',
  '{"Labels":{"b":"2","t":"no"},"labels":{"t":"T"}}',
  '{"labels":{"t":"T"},"annotations":{"a":"1"},"Annotations":{"b":"2"}}',
  '{"labels":{"t":"T"},"generatorURL":"http://a/1","GENERATORURL":"http://a/2"}',
  '{"labels":{"t":"T"},"GENERATORURL":"http://a/2","generatorURL":"http://a/1"}',
  '{"label\u017f":{"t":"T"}}',
  '{"labels":{"t":"T"},"Labels":null}',
  '{"labels":{"t":"T"},"Labels":[]}',
  '{"labels":{"t":"T"},"generator_url":"http://a/1","Status":5,"__proto__":{"labels":{"t":"T"}}}',
  '{"__PROTO__":{"labels":{"t":"T"}},"constructor":1,"labels":{"t":"T","__proto__":"x"},"LABELS":{"__proto__":"y"}}',
  '{"labels":{"t":"T","T":"other"}}',
] as const

/** What each of them keeps of it, and with which status it was answered. */
async function told(
  body: string,
  path: string,
  kept: (answer: RawAnswer, url: string) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const { real, ours } = pair()
  return Promise.all(
    [real, ours].map(async (url) => {
      const answer = await ask({ method: 'POST', path, body }, url)
      return { status: answer.status, kept: await kept(answer, url) }
    }),
  )
}

test.each(ALERTS.map((text, n) => [text, n] as const))('an alert as Go reads it: %s', async (text, n) => {
  const path = '/api/v2/alerts'
  const query = `${path}?filter=${encodeURIComponent(`t="t${n}"`)}`
  const kept = async (_: RawAnswer, url: string): Promise<unknown> => {
    const found = await ask({ method: 'GET', path: query }, url)
    return (JSON.parse(found.text) as Record<string, unknown>[]).map(
      ({ labels, annotations, generatorURL }) => ({ labels, annotations, generatorURL }),
    )
  }
  const [theirs, own] = await told(`[${text.replaceAll('"T"', `"t${n}"`)}]`, path, kept)
  expect(own).toEqual(theirs)
})

const MATCHER = '"name":"a","value":"b","isRegex":false'
const REST = `"startsAt":"${START}","endsAt":"${END}","createdBy":"x","comment":"c"`

test.each([
  `{"Matchers":[{"NAME":"a","Value":"b","ISREGEX":false,"IsEqual":false}],"StartsAt":"${START}","endsat":"${END}","CREATEDBY":"x","Comment":"c"}`,
  `{"matchers":[{${MATCHER}}],"Matchers":[{"name":"z","value":"y","isRegex":true}],${REST}}`,
  `{"matchers":[{${MATCHER}}],${REST},"COMMENT":"d"}`,
  `{"COMMENT":"d","matchers":[{${MATCHER},"VALUE":"last"}],${REST}}`,
  `{"matchers":[{${MATCHER}}],${REST},"Comment":null}`,
  `{"matchers":[{${MATCHER},"IsRegex":"no"}],${REST}}`,
  `{"matchers":[{${MATCHER}}],${REST},"ID":"00000000-0000-4000-8000-000000000000"}`,
])('a silence as Go reads it: %s', async (body) => {
  const kept = async ({ status, text }: RawAnswer, url: string): Promise<unknown> => {
    if (status !== 200) return undefined
    const { silenceID } = JSON.parse(text) as { silenceID: string }
    const found = await ask({ method: 'GET', path: `/api/v2/silence/${silenceID}` }, url)
    return { ...(JSON.parse(found.text) as object), id: '', updatedAt: '', annotations: {} }
  }
  const [theirs, own] = await told(body, '/api/v2/silences', kept)
  expect(own).toEqual(theirs)
})
