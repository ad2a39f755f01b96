import { parser } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { ask, type BoardBridge } from '../../state/bridge.ts'

const Ways = Type.Object({
  ways: Type.Array(
    Type.Union([
      Type.Object({ kind: Type.Literal('token') }),
      Type.Object({ kind: Type.Literal('openid'), name: Type.String(), url: Type.String() }),
    ]),
  ),
})

/** One way in that a server has. */
export type Way = Static<typeof Ways>['ways'][number]

const parse = parser(Ways)

/** How people sign in there. A server that cannot be asked may still take a token. */
export async function waysOf(bridge: BoardBridge): Promise<readonly Way[]> {
  const answer = await ask(bridge, { path: '/api/v2/sign-in' }, parse)
  return answer.ok ? answer.value.ways : [{ kind: 'token' }]
}
