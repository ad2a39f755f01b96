import { readFileSync } from 'node:fs'
import { PACKAGE_JSON } from './own-files.ts'

/** The version of Alertmanager whose API v2 this server speaks; clients such as karma decide by it. */
export const ALERTMANAGER_VERSION = '0.34.0'

/** This product's version, as its package says. */
export function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(PACKAGE_JSON, 'utf8'))
  if (typeof content !== 'object' || content === null || !('version' in content)) {
    throw new Error('the package.json of the server has no version')
  }
  return String(content.version)
}
