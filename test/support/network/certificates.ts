import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { tempDir } from '../temp-dir.ts'
import { makePairIn, type TestPair } from './make-pair.ts'

/** A certificate that vouches for itself, and is gone when the test ends. */
export async function makePair(
  names: readonly string[] = ['localhost'],
  { key }: { readonly key?: readonly string[] } = {},
): Promise<TestPair> {
  return makePairIn(await tempDir(), names, key)
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
