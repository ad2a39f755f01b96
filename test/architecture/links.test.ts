import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('every link between the pages of the repository leads somewhere', async () => {
  const dead: string[] = []
  let links = 0
  for await (const page of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
    const text = await readFile(join(root, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)) {
      links++
      const found = await access(join(root, dirname(page), target)).then(
        () => true,
        () => false,
      )
      if (!found) dead.push(`${page} → ${target}`)
    }
  }
  expect(links).toBeGreaterThan(3)
  expect(dead).toEqual([])
})
