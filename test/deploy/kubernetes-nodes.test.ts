import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IService } from 'kubernetes-models/v1/Service'
import { expect, test } from 'vitest'
import { readCommandLine } from '../../server/src/cli/command-line.ts'
import { loadSettings } from '../../server/src/config/load-settings.ts'
import { listenAddress } from '../../server/src/config/settings.ts'
import { pairsOf, readDockerfile } from '../support/deploy/dockerfile.ts'
import { flawsOf, readManifests } from '../support/deploy/manifests.ts'

const root = join(import.meta.dirname, '../..')
const FOLDER = 'deploy/kubernetes-nodes'

interface Kinds {
  readonly Deployment: IDeployment
  readonly PodDisruptionBudget: IPodDisruptionBudget
  readonly ConfigMap: IConfigMap
  readonly Service: IService
  readonly NetworkPolicy: INetworkPolicy
}

async function manifest<K extends keyof Kinds>(kind: K, name = 'watchfloor'): Promise<Kinds[K]> {
  const found = (await readManifests(FOLDER)).get(`${kind} ${name}`)
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  return found as unknown as Kinds[K]
}

async function pod() {
  const { spec } = await manifest('Deployment')
  const [container] = spec?.template.spec?.containers ?? []
  if (spec === undefined || container === undefined) throw new Error('the Deployment has no container')
  return { spec, container, labels: spec.template.metadata?.labels }
}

/** As the server in a pod reads them: what the image sets wins over the file. */
async function settings() {
  const text = (await manifest('ConfigMap')).data?.['server.yml'] ?? ''
  const examples = text.replaceAll(/^# ((?: {2})*(?:- )?[a-z_]+:.*)$/gm, '$1')
  const image = pairsOf((await readDockerfile()).stages.at(-1)?.steps ?? [], 'ENV')
  const environment = { ...image, WATCHFLOOR_NODE_NAME: 'watchfloor-6d4c75cb6d-hznkw' }
  const read = (source: string) => {
    const loaded = loadSettings({ file: { name: 'server.yml', text: source }, environment })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    return loaded.settings
  }
  return { present: read(text), examples: read(examples) }
}

test('Kubernetes’ own schemas and types find nothing wrong in the manifests of three nodes', async () => {
  const manifests = await readManifests(FOLDER)
  expect([...manifests.keys()].toSorted()).toEqual([
    'ConfigMap watchfloor',
    'Deployment watchfloor',
    'Deployment watchfloor-redis',
    'NetworkPolicy watchfloor',
    'NetworkPolicy watchfloor-redis',
    'PodDisruptionBudget watchfloor',
    'Service watchfloor',
    'Service watchfloor-nodes',
    'Service watchfloor-redis',
  ])
  expect(await flawsOf(manifests.values())).toEqual([])
})

test('all nodes have the same settings, which the server has, and find what these name', async () => {
  const { present, examples } = await settings()
  const { spec, container } = await pod()
  expect(present).toMatchObject({ store: 'postgres', node: { name: 'watchfloor-6d4c75cb6d-hznkw' } })
  expect(examples.upstreams).toHaveLength(1)
  expect(present.hosts).toContain('watchfloor')
  const redis = new URL(present.redis.url)
  const service = await manifest('Service', redis.hostname)
  expect(service.spec?.ports?.map(({ port }) => port)).toEqual([Number(redis.port)])
  const places = container.volumeMounts ?? []
  const isMounted = (path: string) => places.some(({ mountPath }) => path.startsWith(`${mountPath}/`))
  const { password_file, ca_file } = present.postgres
  const files = [password_file, ca_file, present.redis.password_file, examples.upstreams[0]?.password_file]
  for (const file of [...files, present.data_dir]) expect([file, isMounted(file ?? '')]).toEqual([file, true])
  const line = readCommandLine(container.args ?? [])
  expect(line).toMatchObject({ ok: true, command: 'serve' })
  expect(line.ok && isMounted(line.flags.config ?? '')).toBe(true)
  expect(spec.template.spec?.volumes?.map(({ name }) => name).toSorted()).toEqual(
    places.map(({ name }) => name).toSorted(),
  )
})

test('never more than one of three is away: by an update, by whoever empties machines, or with a machine', async () => {
  const { spec, labels } = await pod()
  const budget = (await manifest('PodDisruptionBudget')).spec
  expect(spec.replicas).toBe(3)
  expect(spec.strategy?.rollingUpdate).toEqual({ maxUnavailable: 1, maxSurge: 0 })
  expect(budget?.minAvailable).toBe((spec.replicas ?? 0) - 1)
  expect(budget?.selector?.matchLabels).toEqual(labels)
  const apart = spec.template.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  expect(apart).toEqual([
    { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels ?? {} } },
  ])
  const [spread] = spec.template.spec?.topologySpreadConstraints ?? []
  expect(spread?.labelSelector?.matchLabels).toEqual(labels)
})

test('a pod has the time that its pause and its drain take, and is probed where it listens', async () => {
  const { spec, container } = await pod()
  const source = await readFile(join(root, 'server/src/cli/serve.ts'), 'utf8')
  const drain = Number(/DRAIN_LIMIT_MS = ([\d_]+)/.exec(source)?.[1]?.replaceAll('_', '')) / 1_000
  const pause = Number(container.lifecycle?.preStop?.exec?.command?.at(-1))
  expect(spec.template.spec?.terminationGracePeriodSeconds).toBeGreaterThan(pause + drain)
  // Not ready is seen by then: so the pause, in which it still answers, is longer than a probe takes to say so.
  expect(pause).toBeGreaterThan(container.readinessProbe?.periodSeconds ?? 0)
  const { port } = listenAddress((await settings()).present.listen)
  expect(container.ports).toEqual([{ name: 'http', containerPort: port }])
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
    expect(container[probe]?.httpGet).toEqual({
      path: probe === 'readinessProbe' ? '/readyz' : '/healthz',
      port: 'http',
    })
})

test('the pods are reached together without affinity and each by itself, and reach what the settings name', async () => {
  const { labels } = await pod()
  const together = (await manifest('Service')).spec
  expect(together).toMatchObject({ selector: labels, sessionAffinity: 'None' })
  expect((await manifest('Service', 'watchfloor-nodes')).spec).toMatchObject({
    selector: labels,
    clusterIP: 'None',
  })
  const { spec: policy } = await manifest('NetworkPolicy')
  expect(policy?.podSelector?.matchLabels).toEqual(labels)
  const open = policy?.egress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port))
  const { present, examples } = await settings()
  const wanted = [present.postgres.port, Number(new URL(present.redis.url).port)]
  for (const port of [...wanted, Number(new URL(examples.upstreams[0]?.url ?? '').port)])
    expect(open).toContain(port)
  const redis = (await manifest('NetworkPolicy', 'watchfloor-redis')).spec
  expect(redis?.ingress?.[0]?.from).toEqual([{ podSelector: { matchLabels: labels } }])
})
