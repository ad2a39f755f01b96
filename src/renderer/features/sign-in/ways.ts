import { parser, SignInWays } from '@watchfloor/contract'
import { ask, type BoardBridge } from '../../state/bridge.ts'

/** One way in that a server has. */
export type Way = SignInWays['ways'][number]

const parse = parser(SignInWays)

/** How people sign in there. A server that cannot be asked may still take a token. */
export async function waysOf(bridge: BoardBridge): Promise<readonly Way[]> {
  const answer = await ask(bridge, { path: '/api/v2/sign-in' }, parse)
  return answer.ok ? answer.value.ways : [{ kind: 'token' }]
}
