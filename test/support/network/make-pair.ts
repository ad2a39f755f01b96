import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate in files, and its key. */
export interface TestPair {
  readonly certificate_file: string
  readonly key_file: string
  readonly certificate: string
}

const CURVE = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']

/** Makes a certificate that vouches for itself, for 30 days, in a folder that is there. */
export async function makePairIn(
  folder: string,
  names: readonly string[],
  key: readonly string[] = CURVE,
): Promise<TestPair> {
  const [certificate_file, key_file] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  const alternatives = [
    ...names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`),
    'IP:127.0.0.1',
  ].join(',')
  const made = ['-newkey', ...key, '-nodes', '-keyout', key_file, '-out', certificate_file]
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`]
  await run('openssl', ['req', '-x509', ...made, ...subject, '-days', '30'])
  return { certificate_file, key_file, certificate: await readFile(certificate_file, 'utf8') }
}
