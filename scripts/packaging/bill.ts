/** A bill of materials as `npm sbom` writes it (CycloneDX 1.5), as far as it is touched. */
export interface Bill {
  readonly metadata: { readonly component: Component; readonly [more: string]: unknown }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
  readonly [more: string]: unknown
}

interface Component {
  readonly 'bom-ref': string
  readonly type: string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
  readonly [more: string]: unknown
}

/** npm says of a package whether the repository runs on it or is made with it; in a bundle they are all alike. */
const DEVELOPMENT = 'cdx:npm:package:development'

/** The packages that the texts of a bundle's licences name, as `name@version`. */
export function packagesIn(licences: string): readonly string[] {
  return Array.from(licences.matchAll(/^─{80}\n(\S+) (\S+): /gm), ([, name, version]) => `${name}@${version}`)
}

/**
 * Of the bill of the whole repository what is in one artefact: `packages`, with how they depend on each other. A package that the bill does not know is a mistake: it would be missing there unseen.
 */
export function billOf(
  whole: Bill,
  artefact: { readonly name: string; readonly version: string; readonly type: string },
  packages: readonly string[],
): Bill {
  const known = new Set(whole.components.map((one) => one['bom-ref']))
  const unknown = packages.filter((one) => !known.has(one))
  if (unknown.length > 0) throw new Error(`npm does not know what was bundled: ${unknown.join(', ')}`)
  const wanted = new Set(packages)
  const { name, version, type } = artefact
  const root = whole.metadata.component
  const ref = `${name}@${version}`
  const own = { ...root, 'bom-ref': ref, name, version, type, purl: `pkg:npm/${ref}` }
  const below = (refs: readonly string[]): readonly string[] => refs.filter((one) => wanted.has(one))
  return {
    ...whole,
    metadata: { ...whole.metadata, component: own },
    components: whole.components.filter((one) => wanted.has(one['bom-ref'])).map(shipped),
    dependencies: [
      { ref, dependsOn: [...wanted] },
      ...whole.dependencies.flatMap((one) =>
        wanted.has(one.ref) ? [{ ref: one.ref, dependsOn: below(one.dependsOn) }] : [],
      ),
    ],
  }
}

function shipped({ properties = [], ...component }: Component): Component {
  return {
    ...component,
    scope: 'required',
    properties: properties.filter(({ name }) => name !== DEVELOPMENT),
  }
}
