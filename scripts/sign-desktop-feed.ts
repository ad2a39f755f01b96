import { generateKeyPairSync } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { privateKey, publicHalf } from '../src/main/updates/signed-feed.ts'
import { UPDATE_KEYS } from '../src/main/updates/update-keys.ts'
import { UPDATE_CHANNELS } from '../src/shared/update-state.ts'
import { signFolder } from './packaging/desktop-feed.ts'

// npm run sign:desktop-feed -- --new-key FILE
//   makes a key in FILE and prints its public half, for src/main/updates/update-keys.ts.
// npm run sign:desktop-feed -- --key FILE --folder DIR --version 1.2.0 [--channel beta] [--percentage 10] [--withdraw]
//   signs the packages of that version in DIR: the folder can then be served to desks.
// WATCHFLOOR_UPDATE_PASSPHRASE encrypts the key's file, and opens it. Both run where the key is: offline.

const { values } = parseArgs({
  options: {
    'new-key': { type: 'string' },
    key: { type: 'string' },
    folder: { type: 'string' },
    version: { type: 'string' },
    channel: { type: 'string', default: 'stable' },
    percentage: { type: 'string', default: '100' },
    withdraw: { type: 'boolean', default: false },
  },
})
const passphrase = process.env.WATCHFLOOR_UPDATE_PASSPHRASE

async function makeKey(file: string): Promise<string> {
  const { privateKey: key } = generateKeyPairSync('ed25519')
  const encrypted = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  // Never over another one: what it signed could not be followed.
  await writeFile(file, key.export({ format: 'pem', type: 'pkcs8', ...encrypted }), {
    flag: 'wx',
    mode: 0o600,
  })
  const open =
    passphrase === undefined ? ' It is not encrypted: WATCHFLOOR_UPDATE_PASSPHRASE is not set.' : ''
  return `The key is in ${file}; keep it offline, and a copy of it.${open}\nIts public half, for src/main/updates/update-keys.ts:\n  '${publicHalf(key)}',`
}

async function signPackages(): Promise<string | { readonly trouble: string }> {
  const { key: file, folder, version } = values
  const channel = UPDATE_CHANNELS.find((known) => known === values.channel)
  const percentage = Number(values.percentage)
  if (file === undefined || folder === undefined || version === undefined)
    return { trouble: 'Say --key FILE, --folder DIR and --version X, or --new-key FILE.' }
  if (channel === undefined) return { trouble: `--channel is one of ${UPDATE_CHANNELS.join(', ')}.` }
  if (!Number.isInteger(percentage) || percentage < 0 || percentage > 100)
    return { trouble: '--percentage is a whole number from 0 to 100.' }
  const key = privateKey(await readFile(file, 'utf8'), passphrase)
  const wish = { folder, version, channel, percentage, key, withdraws: values.withdraw, now: Date.now() }
  const signed = await signFolder(wish)
  if ('trouble' in signed) return signed
  const isKnown = UPDATE_KEYS.includes(publicHalf(key))
  const unknown = isKnown ? [] : ['No desk that is built from this clone knows this key yet.']
  return [...signed.map((name) => `signed ${name}`), ...unknown].join('\n')
}

try {
  const said = values['new-key'] === undefined ? await signPackages() : await makeKey(values['new-key'])
  if (typeof said === 'string') console.log(said)
  else {
    console.error(said.trouble)
    process.exitCode = 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
