import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IService } from 'kubernetes-models/v1/Service'
import { expect, test } from 'vitest'
import { readCommandLine } from '../../server/src/cli/command-line.ts'
import { loadSettings } from '../../server/src/config/load-settings.ts'
import { listenAddress } from '../../server/src/config/settings.ts'
import { pairsOf, readDockerfile } from '../support/deploy/dockerfile.ts'
import { flawsOf, type Manifest, readManifests } from '../support/deploy/manifests.ts'
import { sharedServer } from '../support/http/run-server.ts'

const root = join(import.meta.dirname, '../..')
const shared = sharedServer()

interface Kinds {
  readonly StatefulSet: IStatefulSet
  readonly ConfigMap: IConfigMap
  readonly Service: IService
  readonly NetworkPolicy: INetworkPolicy
  readonly Ingress: IIngress
}

async function manifest<K extends keyof Kinds>(kind: K, name = 'watchfloor'): Promise<Kinds[K]> {
  const found = (await readManifests()).get(`${kind} ${name}`)
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  return found as unknown as Kinds[K]
}

async function pod() {
  const spec = (await manifest('StatefulSet')).spec?.template.spec
  const [container] = spec?.containers ?? []
  if (spec === undefined || container === undefined) throw new Error('the StatefulSet has no container')
  return { spec, container }
}

const settingsText = async (): Promise<string> => (await manifest('ConfigMap')).data?.['server.yml'] ?? ''

/** The settings with everything that stands there as an example. */
const withExamples = (text: string): string => text.replaceAll(/^# ((?: {2})*(?:- )?[a-z_]+:.*)$/gm, '$1')

/** As the server in the pod reads them: what the image sets wins over the file. */
async function settingsOf(text: string) {
  const environment = pairsOf((await readDockerfile()).stages.at(-1)?.steps ?? [], 'ENV')
  const loaded = loadSettings({ file: { name: 'server.yml', text }, environment })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.settings
}

test('Kubernetes’ own schemas and types find nothing wrong in the manifests', async () => {
  const manifests = await readManifests()
  expect([...manifests.keys()].toSorted()).toEqual([
    'ConfigMap watchfloor',
    'Ingress watchfloor',
    'NetworkPolicy watchfloor',
    'Service watchfloor',
    'Service watchfloor-headless',
    'StatefulSet watchfloor',
  ])
  expect(await flawsOf(manifests.values())).toEqual([])
})

test.each([
  ['a key that is written wrong', 'readOnlyRootFilesystem', 'readOnlyRootFilesytem', /readOnlyRootFilesytem/],
  ['a value of another kind', '"periodSeconds":2', '"periodSeconds":"two"', /periodSeconds.*integer/],
  [
    'a value that is none of those there are',
    '"allowPrivilegeEscalation":false',
    '"allowPrivilegeEscalation":"no"',
    /boolean/,
  ],
  ['something that must be there and is not', '"name":"server",', '', /name/],
])('a broken manifest is found: %s', async (_, right, wrong, said) => {
  const text = JSON.stringify([...(await readManifests()).values()])
  expect(text).toContain(right)
  const flaws = await flawsOf(JSON.parse(text.replace(right, wrong)) as Manifest[])
  expect(flaws.join('\n')).toMatch(said)
})

test('its settings are ones that the server has, with the examples that stand there too', async () => {
  const text = await settingsText()
  const settings = await settingsOf(text)
  const examples = await settingsOf(withExamples(text))
  expect(examples.upstreams).toHaveLength(1)
  expect(examples.external_url).not.toBe('')
  const { spec, container } = await pod()
  const line = readCommandLine(container.args ?? [])
  expect(line).toMatchObject({ ok: true, command: 'serve' })
  // The volume has room for the database and a copy of it.
  const [claim] = (await manifest('StatefulSet')).spec?.volumeClaimTemplates ?? []
  const gibibytes = Number(/^(\d+)Gi$/.exec(String(claim?.spec?.resources?.requests?.storage))?.[1])
  expect(gibibytes * 1024 ** 3).toBeGreaterThan(2 * settings.retention.history_bytes)
  // What settings and arguments name is mounted there.
  const places = container.volumeMounts ?? []
  const isMounted = (path: string) => places.some(({ mountPath }) => path.startsWith(`${mountPath}/`))
  expect(line.ok && isMounted(line.flags.config ?? '')).toBe(true)
  expect(isMounted(settings.data_dir)).toBe(true)
  expect(isMounted(examples.upstreams[0]?.password_file ?? '')).toBe(true)
  expect(isMounted(examples.grafana.secret_file)).toBe(true)
  const volumes = [...(spec.volumes ?? []).map(({ name }) => name), claim?.metadata?.name]
  expect(places.map(({ name }) => name).toSorted()).toEqual(volumes.toSorted())
  expect(spec.volumes?.find(({ name }) => name === 'settings')?.configMap?.name).toBe('watchfloor')
})

test('probes ask what a running server answers, on the port that it listens on', async () => {
  const { container } = await pod()
  const { startupProbe, livenessProbe, readinessProbe } = container
  for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
    expect(probe?.httpGet?.port).toBe('http')
    const answer = await fetch(`${shared().url}${probe?.httpGet?.path}`)
    expect([probe?.httpGet?.path, answer.status]).toEqual([probe?.httpGet?.path, 200])
    expect(answer.headers.get('content-type')).toContain('application/json')
  }
  expect(readinessProbe?.httpGet?.path).not.toBe(livenessProbe?.httpGet?.path)
  const { host, port } = listenAddress((await settingsOf(await settingsText())).listen)
  expect(host).toBe('0.0.0.0')
  expect(container.ports).toEqual([{ name: 'http', containerPort: port }])
  for (const name of ['watchfloor', 'watchfloor-headless'])
    expect((await manifest('Service', name)).spec?.ports).toEqual([
      { name: 'http', port, targetPort: 'http' },
    ])
})

test('the pod may do little, and has the time that a drain takes', async () => {
  const { spec, container } = await pod()
  expect(spec.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: expect.any(Number),
    seccompProfile: { type: 'RuntimeDefault' },
  })
  expect(spec.securityContext?.fsGroup).toBe(spec.securityContext?.runAsGroup)
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  expect(spec.automountServiceAccountToken).toBe(false)
  const { runAsUser, runAsGroup } = spec.securityContext ?? {}
  const user = (await readDockerfile()).stages.at(-1)?.steps.find(({ keyword }) => keyword === 'USER')
  expect(user?.rest).toBe(`${runAsUser}:${runAsGroup}`)
  const source = await readFile(join(root, 'server/src/cli/serve.ts'), 'utf8')
  const drain = Number(/DRAIN_LIMIT_MS = ([\d_]+)/.exec(source)?.[1]?.replaceAll('_', '')) / 1_000
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(drain)
})

test('whoever selects the pods, names them as they are named', async () => {
  const set = await manifest('StatefulSet')
  const labels = set.spec?.template.metadata?.labels
  expect(labels).toEqual({ 'app.kubernetes.io/name': 'watchfloor' })
  expect(set.spec?.selector.matchLabels).toEqual(labels)
  expect(set.spec?.replicas).toBe(1)
  expect((await manifest('Service', set.spec?.serviceName)).spec).toMatchObject({
    clusterIP: 'None',
    selector: labels,
  })
  expect((await manifest('Service')).spec?.selector).toEqual(labels)
  expect((await manifest('NetworkPolicy')).spec?.podSelector?.matchLabels).toEqual(labels)
})

test('the Ingress leads to the Service, and cuts no stream and no message that the server would take', async () => {
  const ingress = await manifest('Ingress')
  const backend = ingress.spec?.rules?.[0]?.http?.paths[0]?.backend.service
  expect(backend).toEqual({ name: 'watchfloor', port: { name: 'http' } })
  const { stream, limits, external_url } = await settingsOf(withExamples(await settingsText()))
  const annotation = (name: string) =>
    ingress.metadata?.annotations?.[`nginx.ingress.kubernetes.io/${name}`] ?? ''
  expect(Number(annotation('proxy-read-timeout')) * 1_000).toBeGreaterThan(2 * stream.heartbeat_ms)
  expect(Number(/^(\d+)m$/.exec(annotation('proxy-body-size'))?.[1]) * 1024 ** 2).toBeGreaterThanOrEqual(
    limits.body_bytes,
  )
  expect(new URL(external_url).host).toBe(ingress.spec?.rules?.[0]?.host)
})
