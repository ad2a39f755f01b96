import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { jsonLine, plainLine, stackOf } from '../../../server/src/cli/log-lines.ts'
import { runs } from '../../support/chance.ts'
import { post } from '../../support/http/post.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

const MOST = 4_096
const SEEN = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u

function lineOf(fields: object): string {
  return `${JSON.stringify({ level: 'warn', time: '2026-01-05T12:31:07.123Z', ...fields })}\n`
}

test('a short line stays as it is', () => {
  const line = lineOf({ msg: 'draining', signal: 'SIGTERM', rows: 3 })
  expect(jsonLine(line)).toBe(line.trimEnd())
  expect(plainLine(line)).toBe('12:31:07 WARN draining signal=SIGTERM rows=3')
})

test('what a sender wrote stays on its line and in its field, for machines and for people', () => {
  const receiver = 'x\n12:00:00 ERROR the store is gone \u001b[2J\u009b31m\u202e\u2028\u{e0041}'
  const line = lineOf({ msg: `refused from ${receiver}`, receiver, 'a\nb': 1 })
  expect(jsonLine(line)).toMatch(SEEN)
  expect(JSON.parse(jsonLine(line))).toMatchObject({ receiver })
  expect(plainLine(line)).toMatch(SEEN)
  expect(plainLine(line)).toContain('\\u001b[2J\\u009b31m\\u202e\\u2028\\udb40\\udc41')
  const stack = stackOf(
    lineOf({ msg: 'x', err: { message: 'a', stack: 'Error: a\n12:00:00 ERROR b\u001b\n at c' } }),
  )
  expect(stack).toBe('    Error: a\n    12:00:00 ERROR b\\u001b\n     at c')
})

test('no line is longer than 4 KiB, or less than a line, whatever is in it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.nat(9_000).map((length) => '\u001b'.repeat(length)),
    fc.nat(9_000).map((length) => '☃'.repeat(length)),
  )
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.array(tie('any'), { maxLength: 25 }),
      fc.dictionary(text, tie('any'), { maxKeys: 5 }),
    ),
  })).any
  fc.assert(
    fc.property(text, fc.dictionary(text, value, { maxKeys: 60 }), (msg, fields) => {
      const line = lineOf({ ...fields, level: 'warn', time: '2026-01-05T12:31:07.123Z', msg })
      for (const told of [jsonLine(line), plainLine(line)]) {
        expect(Buffer.byteLength(told)).toBeLessThanOrEqual(MOST)
        expect(told).toMatch(SEEN)
      }
      expect(JSON.parse(jsonLine(line))).toMatchObject({ level: 'warn', time: '2026-01-05T12:31:07.123Z' })
    }),
    { numRuns: runs(300) },
  )
})

test('a receiver and a silence that write terminal codes and lines leave none in the log of a server', async () => {
  const hostile = 'x\n\u001b[2J{"level":"error"}\u009b31m'
  const server = await startServerProcess(await tempDir())
  onTestFinished(server.kill)
  const send = (path: string, body: object): Promise<Response> => post(`${server.url}${path}`, body)
  await send('/api/v2/webhooks/alertmanager', {
    version: '4',
    receiver: hostile,
    alerts: [{ status: hostile }],
  })
  for (let n = 0; n < 12; n++) await send('/api/v2/alerts', [{ labels: { alertname: `A${n}` } }])
  await send('/api/v2/silences', {
    matchers: [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    createdBy: hostile,
    comment: hostile,
  })
  await until(
    'both to be in the log',
    () => /were refused/.test(server.program.output()) && /silenced/.test(server.program.output()),
  )
  for (const line of server.program.output().trimEnd().split('\n')) {
    expect(line).toMatch(SEEN)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.any(String) })
  }
})
