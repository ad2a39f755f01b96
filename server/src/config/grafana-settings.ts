import Type from 'typebox'
import { text } from './notation.ts'

const HEADER = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"

/** How Grafana's webhooks are signed. */
export const grafanaSettings = Type.Object(
  {
    secret_file: text('', {
      expected: 'a file',
      description:
        'File with the secret that Grafana signs its webhooks with (HMAC-SHA256); unsigned ones are then refused, at every webhook’s address. Empty means that none need be signed.',
    }),
    signature_header: text(
      'X-Grafana-Alerting-Signature',
      { expected: 'the name of a header', description: 'Header of the signature.' },
      HEADER,
    ),
    timestamp_header: text(
      '',
      {
        expected: 'the name of a header, or nothing',
        description:
          'Header of the time of signing, as set in the contact point; messages more than 5 minutes off are refused, and those that are stored already are not stored again. Empty means none.',
      },
      `${HEADER}|^$`,
    ),
  },
  { additionalProperties: false },
)
