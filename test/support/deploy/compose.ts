import { cp, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { tempDir } from '../temp-dir.ts'

const folder = join(import.meta.dirname, '../../../deploy/docker')
export const COMPOSE = join(folder, 'compose.yaml')
/** Of three nodes. */
export const NODES_COMPOSE = join(folder, 'compose-nodes.yaml')

export interface Service {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly read_only?: boolean
  readonly stop_grace_period?: string
  readonly networks: unknown
  readonly secrets?: readonly string[]
  readonly command?: readonly string[]
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export async function readCompose(text?: string): Promise<Compose> {
  return parse(text ?? (await readFile(COMPOSE, 'utf8')), { merge: true }) as Compose
}

/** A folder with the files that a service finds mounted, where it finds them. */
export async function mountedFiles({ volumes = [] }: Service): Promise<string> {
  const folder = await tempDir()
  for (const volume of volumes) {
    const [from = '', to = ''] = volume.split(':')
    if (!from.startsWith('.')) continue
    await mkdir(dirname(join(folder, to)), { recursive: true })
    await cp(join(dirname(COMPOSE), from), join(folder, to))
  }
  return folder
}
