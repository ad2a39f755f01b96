import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readVersions } from '../support/deploy/versions.ts'

const root = join(import.meta.dirname, '../..')

test('every package of the repository has the version of the server, and asks for it', async () => {
  const { present } = await readVersions()
  for (const folder of ['', 'contract', 'client', 'server']) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {
      readonly version: string
      readonly dependencies?: Readonly<Record<string, string>>
    }
    const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
      name.startsWith('@watchfloor/'),
    )
    expect([folder, manifest.version, ours]).toEqual([folder, present, ours.map(([name]) => [name, present])])
  }
})

test('wherever a page or a file of deploy names the server’s package or image, it is this version, or its upgrade', async () => {
  const { present, next } = await readVersions()
  const named = new Map<string, readonly string[]>()
  for await (const file of glob(['*.md', 'docs/**/*.md', 'deploy/**/*'], {
    cwd: root,
    withFileTypes: true,
  })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    const found = (await readFile(path, 'utf8')).matchAll(/watchfloor-server[-_:](\d+\.\d+\.\d+)/g)
    const versions = [...new Set([...found].map(([, version = '']) => version))]
    if (versions.length > 0) named.set(path.slice(root.length + 1), versions.toSorted())
  }
  // Pages that say how to upgrade.
  const both = ['docs/kubernetes.md', 'docs/operating.md']
  for (const [file, versions] of named)
    expect([file, versions]).toEqual([file, both.includes(file) ? [present, next] : [present]])
  expect([...named.keys()]).toEqual(
    expect.arrayContaining([...both, 'README.md', 'deploy/docker/Dockerfile']),
  )
})
