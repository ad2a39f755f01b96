import { ROLES } from '@watchfloor/contract'
import Type from 'typebox'
import { list, text } from './notation.ts'

const strict = { additionalProperties: false }

/** The provider whose people sign in, with `sign_in: openid`. */
export const openIdSettings = {
  openid: Type.Object(
    {
      issuer: text('', {
        as: 'url',
        expected: 'a URL such as https://login.example.com/realms/work, or nothing',
        description:
          'The OpenID Connect provider, as it calls itself: https, or http on this machine. What else it has is found below it.',
      }),
      name: text('', {
        expected: 'a name, or nothing',
        description: 'What people call it, on the button that leads there; empty means its host.',
      }),
      client_id: text('', {
        expected: 'a text',
        description: 'What this server is called there.',
      }),
      client_secret_file: text('', {
        expected: 'a file, or nothing',
        description: 'File of the secret that was given to it; empty for a public client.',
      }),
      ask_for: list(
        {
          expected: 'scopes of OpenID Connect, such as openid,profile,groups',
          description: 'What the provider is asked to tell of its people.',
        },
        ['openid', 'profile'],
      ),
      name_claim: text('', {
        expected: 'the name of a claim, or nothing',
        description:
          'Claim with the name that people act under; empty means name, preferred_username, email or sub.',
      }),
      role_claim: text('groups', {
        expected: 'the name of a claim, such as groups or realm_access.roles',
        description: 'Claim that gives people their role. Whoever has none of those in roles comes not in.',
      }),
      roles: Type.Record(Type.String(), Type.Enum(ROLES), {
        default: {},
        expected: `values of the claim and the role that each gives (${ROLES.join(', ')}), such as oncall=responder`,
        description:
          'What the values of role_claim mean; of several the greatest holds. Empty means that they are roles of this server themselves.',
      }),
      scope: Type.Record(Type.String(), Type.String(), {
        default: {},
        expected: 'labels, and for each the claim with the values that somebody sees, such as team=teams',
        description:
          'For each label, the claim whose values somebody sees (`*`: all); empty means that everybody sees everything.',
      }),
    },
    strict,
  ),
}
