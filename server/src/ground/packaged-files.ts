import { fileURLToPath } from 'node:url'

// Where the server's own files are in its package: what `own-files.ts` says is looked for beside the bundled file.

export const PACKAGE_JSON = new URL('../package.json', import.meta.url)
export const CONSOLE_FOLDER = fileURLToPath(new URL('./console', import.meta.url))
export const VIEWER_FOLDER = fileURLToPath(new URL('./viewer', import.meta.url))
