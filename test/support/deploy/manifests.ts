import { execFile } from 'node:child_process'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { tempDir } from '../temp-dir.ts'

const root = join(import.meta.dirname, '../../..')
const MODELS = join(root, 'node_modules/kubernetes-models')

/** One object that is handed to a cluster. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
}

/** All objects of a folder, by default `deploy/kubernetes` with its example of an Ingress, by their kind and name. */
export async function readManifests(folder = 'deploy/kubernetes'): Promise<ReadonlyMap<string, Manifest>> {
  const all: Manifest[] = []
  for await (const file of glob(`${folder}/**/*.yaml`, { cwd: root })) {
    const documents = parseAllDocuments(await readFile(join(root, file), 'utf8'))
    for (const document of documents) {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join('; ')}`)
      all.push(document.toJS() as Manifest)
    }
  }
  return new Map(all.map((one) => [`${one.kind} ${one.metadata.name}`, one]))
}

/**
 * What Kubernetes would not understand of them. Its schemas say what a value may be, but let a key that is written
 * wrong pass, as a cluster does without a word in the end; so the compiler looks for those in its types.
 */
export async function flawsOf(manifests: Iterable<Manifest>): Promise<readonly string[]> {
  const all = [...manifests]
  const values = await Promise.all(all.map(wrongValue))
  return [...values.flatMap((flaw) => flaw ?? []), ...(await unknownKeys(all))]
}

type Models = Readonly<Record<string, new (data: Manifest) => { validate(): void }>>

async function wrongValue(manifest: Manifest): Promise<string | undefined> {
  const { apiVersion, kind } = manifest
  const models: Models = await import(/* @vite-ignore */ join(MODELS, apiVersion, `${kind}.js`))
  const Model = models[kind]
  if (Model === undefined) return `${kind}: there is no such kind in ${apiVersion}`
  try {
    new Model(manifest).validate()
    return undefined
  } catch (error) {
    return `${kind}: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function unknownKeys(manifests: readonly Manifest[]): Promise<readonly string[]> {
  const text = manifests.map((manifest, n) => {
    const { apiVersion, kind } = manifest
    const type = `import type { I${kind} as Kind${n} } from '${MODELS}/${apiVersion}/${kind}.js'`
    return `${type}\nexport const object${n}: Kind${n} = ${JSON.stringify(manifest, null, 2)}\n`
  })
  const file = join(await tempDir(), 'manifests.ts')
  await writeFile(file, text.join('\n'))
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--pretty', 'false']
  const resolution = ['--module', 'preserve', '--moduleResolution', 'bundler', '--types', '']
  return new Promise((resolve) => {
    execFile(join(root, 'node_modules/.bin/tsc'), [...options, ...resolution, file], (error, out) => {
      resolve(error === null ? [] : out.trim().split('\n'))
    })
  })
}
