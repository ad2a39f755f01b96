import Type from 'typebox'
import { duration, flag } from './notation.ts'

export const SIGN_INS = ['off', 'tokens', 'openid'] as const

/** Who may come in. */
export const accessSettings = {
  sign_in: Type.Enum(SIGN_INS, {
    default: 'off',
    flag: 'sign-in',
    expected: `one of ${SIGN_INS.join(', ')}`,
    description:
      'How people and programs say who they are: with tokens that watchfloor-server token makes; openid means that people may sign in at the provider of openid, too. off means that whoever reaches the server may do everything.',
  }),
  session_age: duration(
    7 * 86_400_000,
    'After so long whoever is signed in, in a browser or at a desk, signs in again.',
    60_000,
  ),
  insecure_open: flag('insecure-open', 'Without sign-in, let other machines in all the same.'),
  insecure_http: flag(
    'insecure-http',
    'With sign-in, speak plain HTTP to other machines all the same: whoever is on the way can read what is said, tokens too.',
  ),
}
