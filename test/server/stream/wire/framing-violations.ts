import { OPCODE, type RawFrame } from '../../../support/stream/raw-web-socket.ts'

const { more, text, binary, close, ping, pong } = OPCODE
const PROTOCOL = 1002
const BAD_TEXT = 1007
const POLICY = 1008
const TOO_BIG = 1009
const BAD_MESSAGE = 4400
const TOO_MANY = 4291

const json = (value: unknown): RawFrame => ({ opcode: text, payload: JSON.stringify(value) })
const subscribe = json({ action: 'subscribe' })
const bytes = (...values: number[]): Buffer => Buffer.from(values)

/** What a client may get wrong, and the code that it is told. */
export const VIOLATIONS: readonly (readonly [string, readonly RawFrame[], number])[] = [
  ['an unmasked frame', [{ ...subscribe, masked: false }], PROTOCOL],
  ...[1, 2, 4, 7].map(
    (reserved) => [`reserved bits ${reserved}`, [{ ...subscribe, reserved }], PROTOCOL] as const,
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode) => [`opcode ${opcode}`, [{ opcode, payload: 'x' }], PROTOCOL] as const,
  ),
  ['a continuation of nothing', [{ opcode: more, payload: 'x' }], PROTOCOL],
  ['a message inside a message', [{ ...subscribe, fin: false }, subscribe], PROTOCOL],
  ['a ping in fragments', [{ opcode: ping, fin: false }], PROTOCOL],
  ['a ping of 126 bytes', [{ opcode: ping, payload: 'x'.repeat(126) }], PROTOCOL],
  ['a close of one byte', [{ opcode: close, payload: bytes(3) }], PROTOCOL],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map(
    (code) =>
      [`close code ${code}`, [{ opcode: close, payload: bytes(code >> 8, code & 255) }], PROTOCOL] as const,
  ),
  ['a close reason that is no UTF-8', [{ opcode: close, payload: bytes(3, 232, 0xff) }], BAD_TEXT],
  ...(
    [
      ['a lone continuation byte', [0x80]],
      ['an overlong slash', [0xc0, 0xaf]],
      ['half a surrogate pair', [0xed, 0xa0, 0x80]],
      ['a character beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
      ['a character that breaks off', [0xf0, 0x9f, 0x98]],
      ['a byte that is never UTF-8', [0x7b, 0xff]],
    ] as const
  ).map(([name, values]) => [name, [{ opcode: text, payload: bytes(...values) }], BAD_TEXT] as const),
  [
    'bad UTF-8 over two fragments',
    [
      { opcode: text, payload: bytes(0xf0, 0x9f), fin: false },
      { opcode: more, payload: bytes(0x41) },
    ],
    BAD_TEXT,
  ],
  ['a frame of 64 KiB and a byte', [{ opcode: text, payload: 'x'.repeat(65_537) }], TOO_BIG],
  ...[65_537, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 2n ** 53n, 2n ** 64n - 1n].map(
    (claims) =>
      [`a frame that claims ${claims} bytes and sends none`, [{ opcode: text, claims }], TOO_BIG] as const,
  ),
  [
    'fragments of 64 KiB and a byte in all',
    Array.from({ length: 65 }, (_, i) => ({
      opcode: i === 0 ? text : more,
      payload: 'x'.repeat(i === 64 ? 1 : 1024),
      fin: false,
    })),
    TOO_BIG,
  ],
  [
    'a message in too many fragments',
    Array.from({ length: 200 }, (_, i) => ({ opcode: i === 0 ? text : more, payload: 'x', fin: false })),
    POLICY,
  ],
  ['a binary message', [{ opcode: binary, payload: '{}' }], BAD_MESSAGE],
  ['no message of ours', [{ opcode: text, payload: 'hello' }], BAD_MESSAGE],
  ['an empty message', [{ opcode: text }], BAD_MESSAGE],
  ['an unknown action', [json({ action: 'explode' })], BAD_MESSAGE],
  [
    'JSON so deep that it could overflow a stack',
    [{ opcode: text, payload: '['.repeat(65_000) }],
    BAD_MESSAGE,
  ],
  [
    'JSON that is right at the top and bottomless below',
    [
      {
        opcode: text,
        payload: `{"action":"subscribe","filter":{"types":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`,
      },
    ],
    BAD_MESSAGE,
  ],
  ['a flood of messages', Array.from({ length: 500 }, () => json({ action: 'ping' })), TOO_MANY],
  [
    'a flood of messages after subscribing',
    [subscribe, ...Array.from({ length: 500 }, () => json({ action: 'ping' }))],
    TOO_MANY,
  ],
  ['a flood of pings', Array.from({ length: 500 }, () => ({ opcode: ping, payload: 'x' })), TOO_MANY],
  ['a flood of pongs', Array.from({ length: 500 }, () => ({ opcode: pong })), TOO_MANY],
  ['a plain end', [{ opcode: close, payload: bytes(3, 232) }], 1000],
  ['an end without a code', [{ opcode: close }], 1005],
]
