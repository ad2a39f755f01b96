import Type from 'typebox'
import { duration, text } from './notation.ts'

const HALF_A_YEAR = 182 * 86_400_000

/** The certificate by which the server speaks TLS; without one it speaks plain HTTP. */
export const tlsSettings = Type.Object(
  {
    certificate_file: text('', {
      flag: 'tls-certificate-file',
      expected: 'a file in PEM, with tls.key_file',
      description:
        'Certificate of this server in PEM, with those that lead to its authority below it. With it and tls.key_file the server speaks TLS, and nothing else; both are read again when they change. Empty means plain HTTP.',
    }),
    key_file: text('', {
      flag: 'tls-key-file',
      expected: 'a file in PEM, with tls.certificate_file',
      description: 'The key of that certificate in PEM, not encrypted.',
    }),
    hsts: duration(
      HALF_A_YEAR,
      'Under TLS: for how long browsers are to reach this host by https alone (HSTS), on every port of it; 0s does not ask for it.',
      0,
    ),
  },
  { additionalProperties: false },
)

/** Does the server speak TLS? */
export function hasTls({
  tls,
}: {
  readonly tls: { readonly certificate_file: string; readonly key_file: string }
}): boolean {
  return tls.certificate_file !== '' || tls.key_file !== ''
}
