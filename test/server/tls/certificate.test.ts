import { copyFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type Certificate, openCertificate } from '../../../server/src/tls/certificate.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { makePair } from '../../support/network/certificates.ts'
import type { TestPair } from '../../support/network/make-pair.ts'

const DAY = 86_400_000
const LOOK = 10_000

interface Watched {
  readonly certificate: Certificate
  readonly files: TestPair
  readonly clock: HandClock
  /** Certificates that were handed to the listening socket. */
  readonly shown: unknown[]
  readonly good: boolean[]
  readonly complaints: string[]
  readonly look: () => Promise<void>
  readonly row: () => string
}

async function watched(host?: string, names: readonly string[] = ['ops.example.com']): Promise<Watched> {
  const files = await makePair(names)
  const clock = new HandClock(Date.now())
  const [shown, good, complaints] = [[] as unknown[], [] as boolean[], [] as string[]]
  const say = (_: unknown, message?: string): void => void complaints.push(message ?? '')
  const certificate = openCertificate({
    files,
    host,
    clock,
    timers: clock,
    logger: { error: say, warn: say, info: () => {}, debug: () => {} } as never,
    onReload: (isGood) => void good.push(isGood),
  })
  certificate.whenRenewed(({ cert }) => void shown.push(cert))
  const row = (): string => {
    const [{ status, message } = { status: '', message: '' }] = certificate.notices()
    return `${status}: ${message}`
  }
  return {
    certificate,
    files,
    clock,
    shown,
    good,
    complaints,
    row,
    look: () => clock.pass(LOOK, async () => {}),
  }
}

test('its row is green, yellow fourteen days before its end, and red after it', async () => {
  const { clock, row, certificate } = await watched()
  const left = certificate.expiresAt() - clock.now()
  expect(row()).toMatch(/^healthy: the certificate of ops.example.com, 127.0.0.1 holds until 20/)
  clock.jump(left - 14 * DAY - 1)
  expect(row()).toMatch(/^healthy/)
  clock.jump(1)
  expect(row()).toMatch(/^degraded: .* holds until/)
  clock.jump(14 * DAY)
  expect(row()).toMatch(/^unhealthy: .* expired at .* browsers, desks and senders refuse it/)
})

test.each([
  ['ops.example.com', ['ops.example.com'], true],
  ['OPS.example.com', ['ops.example.com'], true],
  ['eu.ops.example.com', ['*.ops.example.com'], true],
  ['a.eu.ops.example.com', ['*.ops.example.com'], false],
  ['board.example.com', ['ops.example.com'], false],
  ['127.0.0.1', ['ops.example.com'], true],
  ['10.0.0.9', ['ops.example.com'], false],
])(
  'a host of external_url that the certificate is not for is warned of: %s, %s',
  async (host, names, isCovered) => {
    const { row, complaints, files, look } = await watched(host, names)
    const strange = `degraded: .* it is not for ${host.replaceAll('.', '\\.')}, the host of external_url`
    expect(row()).toMatch(isCovered ? /^healthy: .* until [^;]*$/ : new RegExp(strange))
    const warning = 'the certificate is not for the host of external_url'
    expect(complaints).toEqual(isCovered ? [] : [warning])
    if (isCovered) return
    const right = await makePair([host])
    await copyFile(right.certificate_file, files.certificate_file)
    await copyFile(right.key_file, files.key_file)
    await look()
    await look()
    expect(row()).toMatch(/^healthy/)
    expect(complaints).toEqual([warning])
  },
)

test('another pair in the files is shown from the next look on', async () => {
  const { files, look, shown, good } = await watched()
  const next = await makePair()
  await copyFile(next.certificate_file, files.certificate_file)
  await copyFile(next.key_file, files.key_file)
  await look()
  await look()
  expect(shown).toEqual([next.certificate])
  expect(good).toEqual([true, true])
})

test('a pair that does not fit keeps the old one, and is seen, until it fits', async () => {
  const { files, look, shown, good, complaints, row } = await watched()
  const next = await makePair()
  await copyFile(next.certificate_file, files.certificate_file)
  // The key may be written in the next moment.
  await look()
  expect([complaints, row()]).toEqual([[], expect.stringMatching(/^healthy/)])
  for (let n = 0; n < 3; n++) await look()
  expect(complaints).toEqual(['the certificate was not renewed; the old one stays'])
  expect(row()).toMatch(
    /^degraded: .* holds until .*; another was not taken: tls.key_file: .* is not the key of/,
  )
  expect([shown, good.at(-1)]).toEqual([[], false])
  await copyFile(next.key_file, files.key_file)
  await look()
  expect([shown, good.at(-1)]).toEqual([[next.certificate], true])
  expect(row()).toMatch(/^healthy/)
})

test('whoever asks for it is told at once, and the old pair back again is no trouble', async () => {
  const { files, certificate, good, row } = await watched()
  await writeFile(files.certificate_file, '')
  expect(certificate.reload()).toEqual({
    where: 'tls.certificate_file',
    message: expect.stringContaining('no certificate'),
  })
  expect(row()).toMatch(/^degraded/)
  await writeFile(files.certificate_file, files.certificate)
  expect(certificate.reload()).toBeUndefined()
  expect([row(), good.at(-1)]).toEqual([expect.stringMatching(/^healthy/), true])
})
