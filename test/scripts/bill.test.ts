import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Bill, billOf, packagesIn } from '../../scripts/packaging/bill.ts'
import { licenceOf } from '../../scripts/packaging/licences.ts'

const root = join(import.meta.dirname, '../..')
const ARTEFACT = { name: 'watchfloor-server', version: '0.1.0', type: 'application' }

async function whole(): Promise<Bill> {
  const words = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx']
  const { stdout } = await promisify(execFile)('npm', words, { cwd: root, maxBuffer: 64_000_000 })
  return JSON.parse(stdout) as Bill
}

test('of all that the lock file names, the bill of an artefact has what was bundled, by version, hash and licence', async () => {
  const texts = await Promise.all(
    ['fastify', 'react', '@mantine/core'].map((name) => licenceOf(join(root, 'node_modules', name))),
  )
  const packages = packagesIn(texts.join(''))
  const { packages: locked } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>
  }
  const bill = billOf(await whole(), ARTEFACT, packages)
  expect(bill.metadata.component).toMatchObject({ name: 'watchfloor-server', type: 'application' })
  expect(bill.components.map((one) => one.purl).toSorted()).toEqual(
    ['%40mantine/core', 'fastify', 'react'].map((name) => {
      const { version } = locked[`node_modules/${name.replace('%40', '@')}`] ?? { version: '' }
      return `pkg:npm/${name}@${version}`
    }),
  )
  for (const one of bill.components) {
    const { hashes, licenses, scope, properties } = one as unknown as Record<string, unknown>
    const integrity = locked[`node_modules/${one['bom-ref'].replace(/@[^@]+$/, '')}`]?.integrity ?? ''
    const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')
    expect(hashes).toEqual([{ alg: 'SHA-512', content }])
    expect(licenses).toEqual([{ license: { id: 'MIT' } }])
    // React is of the board, and shipped, whatever package.json calls it.
    expect([scope, properties]).toEqual(['required', []])
  }
  const refs = new Set(bill.components.map((one) => one['bom-ref']))
  for (const { dependsOn } of bill.dependencies) expect(dependsOn.every((ref) => refs.has(ref))).toBe(true)
  expect(bill.dependencies[0]?.dependsOn).toEqual(packages)
  // What would be missing unseen is a mistake.
  expect(() => billOf(bill, ARTEFACT, [...packages, 'left-out@1.0.0'])).toThrow('left-out@1.0.0')
})
