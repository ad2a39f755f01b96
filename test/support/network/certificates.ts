import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { tempDir } from '../temp-dir.ts'

const run = promisify(execFile)

/** A certificate in files, and its key. */
export interface TestPair {
  readonly certificate_file: string
  readonly key_file: string
  readonly certificate: string
}

/** Makes a certificate that vouches for itself, for 30 days, in `folder`, else in one that is gone when the test ends. */
export async function makePair(
  names: readonly string[] = ['localhost'],
  {
    folder,
    key = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  }: {
    readonly folder?: string
    readonly key?: readonly string[]
  } = {},
): Promise<TestPair> {
  const place = folder ?? (await tempDir())
  const [certificate_file, key_file] = [join(place, 'tls.crt'), join(place, 'tls.key')]
  const alternatives = [...names.map((name) => `DNS:${name}`), 'IP:127.0.0.1'].join(',')
  const made = ['-newkey', ...key, '-nodes', '-keyout', key_file, '-out', certificate_file]
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${alternatives}`]
  await run('openssl', ['req', '-x509', ...made, ...subject, '-days', '30'])
  return { certificate_file, key_file, certificate: await readFile(certificate_file, 'utf8') }
}

/** Lets clients of this process, `fetch` too, trust these certificates beside the usual ones. */
export function trust(...pairs: readonly Pick<TestPair, 'certificate'>[]): void {
  setDefaultCACertificates([...getCACertificates('default'), ...pairs.map(({ certificate }) => certificate)])
}

/** Which certificate is shown to whoever connects now, in PEM. */
export async function shownAt(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  return new X509Certificate(raw).toString().trim()
}
