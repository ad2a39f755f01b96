import Type from 'typebox'
import { count, text } from './notation.ts'

/** To whom it is told how alerts go through the server. */
export const tracingSettings = Type.Object(
  {
    endpoint: text('', {
      as: 'url',
      expected: 'an http(s) address, such as http://127.0.0.1:4318',
      description:
        'Where an OpenTelemetry collector takes traces (OTLP over HTTP, in JSON), without `/v1/traces`, such as http://127.0.0.1:4318; empty traces nothing.',
    }),
    one_in: count(
      100,
      1,
      'One request with alerts in so many is traced; what brings a `traceparent` is traced if that says so.',
    ),
    bearer_token_file: text('', {
      expected: 'a file',
      description: 'File of the token to show the collector, read at every sending.',
    }),
  },
  { additionalProperties: false },
)
