import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { verdictOfSignatures } from '../../scripts/packaging/audit.ts'
import { startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'

const ADVISORY = {
  id: 1,
  url: 'https://advisories.example.com/1',
  title: 'Reads what it should not',
  severity: 'high',
  vulnerable_versions: '>=1.0.0',
  cwe: [],
  cvss: { score: 7, vectorString: null },
}

/** The command, with npm asking a registry that answers like this. */
async function audit(
  answer: RequestListener,
  only = 'advisories',
): Promise<readonly [number | null, string]> {
  const registry = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  await once(registry.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    registry.closeAllConnections()
    registry.close()
  })
  const { port } = registry.address() as AddressInfo
  const program = startProgram(process.execPath, ['scripts/audit-dependencies.ts', '--only', only], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: await tempDir(),
      npm_config_fetch_retries: '0',
    },
  })
  if (program.child.exitCode === null) await once(program.child, 'close')
  return [program.child.exitCode, program.output()]
}

/** Answers the question for advisories with these, and knows nothing else. */
function knows(advisories: object): RequestListener {
  return ({ url = '' }, response) => {
    if (!url.endsWith('/security/advisories/bulk')) return response.writeHead(404).end('{}')
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(advisories))
  }
}

test('nothing known, something known, and nobody asked are three different ends', async () => {
  expect(await audit(knows({}))).toEqual([0, 'No advisory is known against what the lock file names.\n'])
  // Of the board, which package.json calls development's.
  const [code, output] = await audit(knows({ react: [ADVISORY] }))
  expect(code).toBe(1)
  expect(output).toContain('high: react >=1.0.0: Reads what it should not (https://advisories.example.com/1)')
  const silent: RequestListener = (_, response) => response.writeHead(405).end()
  expect(await audit(silent)).toEqual([3, expect.stringMatching(/^NOT AUDITED: .*405 .* good or bad/)])
  const broken: RequestListener = ({ socket }) => socket.destroy()
  expect(await audit(broken)).toEqual([3, expect.stringMatching(/^NOT AUDITED: /)])
  expect((await audit(silent, 'everything'))[0]).toBe(2)
})

test('signatures that are wrong or missing are named, and an answer that is none is no good news', () => {
  expect(verdictOfSignatures(0, '{"invalid":[],"missing":[]}', '')).toMatchObject({ kind: 'good' })
  const flawed = '{"invalid":[{"name":"a","version":"1.0.0"}],"missing":[{"name":"b","version":"2.0.0"}]}'
  expect(verdictOfSignatures(1, flawed, '')).toEqual({
    kind: 'bad',
    lines: ['a@1.0.0: its signature is wrong', 'b@2.0.0: it is not signed'],
  })
  for (const out of ['', 'nonsense', '{}', '{"error":{"summary":"not reached"}}'])
    expect([out, verdictOfSignatures(1, out, '').kind]).toEqual([out, 'unasked'])
  expect(verdictOfSignatures(0, '', '').kind).toBe('unasked')
})
