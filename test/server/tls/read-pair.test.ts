import { chmod, writeFile } from 'node:fs/promises'
import { StartProblem } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { readPair } from '../../../server/src/tls/read-pair.ts'
import { runServer } from '../../support/http/run-server.ts'
import { makePair } from '../../support/network/certificates.ts'
import { tempDir } from '../../support/temp-dir.ts'

const DAY = 86_400_000

function told(files: Parameters<typeof readPair>[0], now = Date.now()): string {
  const read = readPair(files, now)
  return read.ok ? 'good' : `${read.where}: ${read.message}`
}

test('what is wrong with a pair is said: where, what, and what to do', async () => {
  const [good, other] = [await makePair(['ops.example.com']), await makePair()]
  const folder = await tempDir()
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(`${folder}/${name}`, text)
    return `${folder}/${name}`
  }
  expect(told(good)).toBe('good')
  expect(told({ ...good, key_file: '' })).toMatch(/^tls.key_file: missing, and tls.certificate_file is given/)
  expect(told({ ...good, certificate_file: '' })).toMatch(/^tls.certificate_file: missing/)
  expect(told({ ...good, key_file: `${folder}/none` })).toMatch(/^tls.key_file: .*\/none is not there/)
  expect(told({ ...good, key_file: folder })).toMatch(/^tls.key_file: .* cannot be read: EISDIR/)
  expect(told({ ...good, key_file: other.key_file })).toMatch(
    /^tls.key_file: .* is not the key of .*tls.crt \(ops.example.com, 127.0.0.1\); name the two/,
  )
  const swapped = { certificate_file: good.key_file, key_file: good.certificate_file }
  expect(told(swapped)).toMatch(/^tls.certificate_file: .* holds no certificate in PEM/)
  const noKey = await file('a', 'nothing')
  expect(told({ ...good, key_file: noKey })).toMatch(/^tls.key_file: .* holds no private key in PEM/)
  const locked = await file(
    'b',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
  )
  expect(told({ ...good, key_file: locked })).toMatch(/^tls.key_file: .* is encrypted; take its password off/)
  const torn = await file('c', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  expect(told({ ...good, certificate_file: torn })).toMatch(/holds no certificate in PEM/)
  const upside = await file('d', other.certificate + good.certificate)
  expect(told({ ...good, certificate_file: upside })).toMatch(
    /begins with another certificate .* put that first/,
  )
  const chain = await file('e', `# of ours\n${good.certificate}${other.certificate}`)
  expect(told({ ...good, certificate_file: chain })).toBe('good')
  expect(told(good, Date.now() + 31 * DAY)).toMatch(
    /^tls.certificate_file: .* expired at 20.*; put a new one/,
  )
  expect(told(good, Date.now() - DAY)).toMatch(/holds from 20.* on; is this machine’s clock right/)
  const weak = await makePair(['localhost'], { key: ['rsa:1024'] })
  expect(told(weak)).toMatch(/^tls.certificate_file: .* cannot be used: .*too small.*; make a stronger one/)
})

test('a key that every user of the machine may read is noticed, and one of its own user and group is not', async () => {
  const pair = await makePair()
  for (const [mode, isKeyOpen] of [
    [0o644, true],
    [0o640, false],
    [0o600, false],
  ] as const) {
    await chmod(pair.key_file, mode)
    expect(readPair(pair, Date.now())).toMatchObject({ pair: { isKeyOpen } })
  }
})

test('a server does not start on a pair that it cannot show', async () => {
  const [one, other] = [await makePair(), await makePair()]
  const start = runServer({
    config: { tls: { certificate_file: one.certificate_file, key_file: other.key_file } },
  })
  await expect(start).rejects.toThrow(StartProblem)
  await expect(start).rejects.toThrow(/^tls.key_file is wrong: .* is not the key of/)
})
