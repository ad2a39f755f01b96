import { styleText } from 'node:util'

/** The first Node that runs our TypeScript sources as they are, with node:sqlite. */
const NEEDED = [22, 18] as const

/** Stops the process with one sentence when this Node is too old; npm puts the right one first where it can. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return
  const message = `Watchfloor needs Node ${NEEDED.join('.')} or newer (24 is best), this is ${version}: install it, or on Linux x64 run "npm ci" without --omit=optional, which brings its own.`
  console.error(styleText('red', message))
  process.exit(1)
}
