import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const APP = join(import.meta.dirname, '../../src/renderer/app')

/** Every path that the console shows a screen for, as its own table says it. */
export async function screenPaths(): Promise<readonly string[]> {
  const screens = await readFile(join(APP, 'screens.tsx'), 'utf8')
  const shell = await readFile(join(APP, 'shell.tsx'), 'utf8')
  const routes = [
    ...screens.matchAll(/<Route path="([^"]+)"/g),
    ...screens.matchAll(/useRoute\('([^']+)'\)/g),
  ]
  const alone = /const ALONE\b[^[]*\[([^\]]*)\]/.exec(shell)?.[1] ?? ''
  const paths = [
    ...routes.map(([, path]) => path),
    ...[...alone.matchAll(/'([^']+)'/g)].map(([, path]) => path),
  ]
  return [...new Set(['/', ...paths.filter((path) => path !== undefined)])]
}
