import { randomBytes } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import type { LogLevel } from '@watchfloor/contract'
import type { Access } from './access/authorize.ts'
import { createCurrentConfig, type Reloaded } from './alertmanager/current-config.ts'
import { routingOf } from './alertmanager/routing.ts'
import { THE_SERVER } from './audit/actor.ts'
import { openAuditKey, tellAuditKey } from './audit-key.ts'
import { configOrProblem, readConfigFile } from './config/alertmanager-file.ts'
import { readGrafanaSigning } from './config/grafana-signing.ts'
import { settingsFrom } from './config/load-settings.ts'
import { rulesFrom } from './config/rules-from.ts'
import type { Settings, SomeSettings } from './config/settings.ts'
import { silencePolicyFrom } from './config/silence-policy-from.ts'
import { upstreamsFrom } from './config/upstream-settings.ts'
import type { Core } from './core/core.ts'
import { createCore } from './core/create-core.ts'
import { takeDataFolder, tellOf } from './data-folder.ts'
import { type Entrance, openEntrance } from './entrance.ts'
import { type Clock, systemClock, systemTimers, type Timers } from './ground/clock.ts'
import { type Logger, SILENT } from './ground/logger.ts'
import { newId } from './ground/new-id.ts'
import { createShares } from './ground/shares.ts'
import { readVersion } from './ground/version.ts'
import { providerRows } from './health/provider-row.ts'
import { DEFAULT_SELF_LIMITS } from './health/self-watch.ts'
import { createApp } from './http/create-app.ts'
import type { AppParts } from './http/edge/parts.ts'
import { joinsOf } from './joins-of.ts'
import { listeningAt } from './listening.ts'
import { logLevelOf } from './log-level-of.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { identityOf } from './node-identity.ts'
import { joinOthers, nodeOf, upstreamDuty } from './node-of.ts'
import { openStorage } from './open-storage.ts'
import { openIdOf } from './openid-of.ts'
import { readProcNetTcp } from './proc-net-tcp.ts'
import { reloadsOf } from './reloads.ts'
import { createStreaming } from './stream/streaming.ts'
import { tracingOf } from './tracing-of.ts'
import { forwardingCore } from './upstreams/forwarding-core.ts'
import { startUpstreams, type Upstreams } from './upstreams/upstreams.ts'
import { type WhoComesIn, whoComesIn } from './who-comes-in.ts'

export interface ServerOptions {
  /** Settings that differ from the defaults, such as `{ listen: '127.0.0.1:0', data_dir }`. */
  readonly config?: SomeSettings
  /** Nothing is logged when absent. */
  readonly logger?: Logger
  /** Has the logger say so much from now on. */
  readonly setLogLevel?: (level: LogLevel) => void
  readonly access?: Access
  readonly clock?: Clock
  readonly timers?: Timers
}

/** A running server. */
export interface Server {
  /** Where a program on this machine reaches it, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly core: Core
  /** Reads the Alertmanager configuration and the certificate again; what has problems stays as it was. */
  readonly reload: () => Promise<Reloaded>
  /** Not ready any more, streams told and ended, requests finished, everything on disk. May be called again. */
  readonly close: () => Promise<void>
}

/**
 * The composition root: storage, core, streams and HTTP, wired and listening. Rejects with a `StartProblem` for
 * what a person can put right; what had been opened by then is closed again.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const settings = settingsFrom(options.config)
  const { logger = SILENT, clock = systemClock, timers = systemTimers } = options
  const metrics = createMetrics(readVersion())
  const visitors = whoComesIn({ settings, access: options.access, metrics, clock, timers, logger })
  /** What was opened, to be ended in the opposite order. */
  const ends: (() => Promise<void> | void)[] = [visitors.close]
  const endAll = async (): Promise<void> => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end()
  }
  try {
    const entrance = await openEntrance({ settings, ...visitors, metrics, clock, timers, logger })
    ends.push(entrance.close)
    const { core, reload } = await build(options, { settings, visitors, metrics, entrance, ends })
    let ending: Promise<void> | undefined
    const close = (): Promise<void> => {
      ending ??= endAll()
      return ending
    }
    const { port } = entrance.door
    return { url: entrance.url, port, core, reload, close }
  } catch (error) {
    await endAll()
    throw error
  }
}

/** Among those who ask for turns: no address, and no name that somebody may have. */
const THIS_SERVER = ''

async function build(
  options: ServerOptions,
  opened: {
    readonly settings: Settings
    readonly visitors: WhoComesIn
    readonly metrics: Metrics
    readonly entrance: Entrance
    readonly ends: (() => Promise<void> | void)[]
  },
): Promise<Pick<Server, 'core' | 'reload'>> {
  const { logger = SILENT, clock = systemClock, timers = systemTimers } = options
  const { settings, visitors, metrics, ends } = opened
  const { door, front, bodies } = opened.entrance
  const version = readVersion()
  const startedAt = clock.now()

  const file = settings.alertmanager_config
  const given = file === '' ? undefined : configOrProblem(readConfigFile(file, settings.limits))
  const routing = routingOf(given)
  await visitors.checkKeys()
  const grafanaSigning = readGrafanaSigning(settings)
  const openid = openIdOf(settings, { clock, timers, logger })
  if (openid !== undefined) ends.push(openid.close)
  const traces = await tracingOf(settings, { version, clock, timers, onSpans: metrics.spans })
  const { tracing } = traces
  ends.push(traces.close)
  const folder = takeDataFolder(settings.data_dir)
  ends.push(folder.release)
  tellOf(folder, settings.store, logger)
  const keyFiles = { given: settings.retention.audit_key_file, own: folder.auditKey }
  const signer = openAuditKey(keyFiles, startedAt, logger)
  const { storage, wakes, damage } = await openStorage(settings, folder.database, startedAt, {
    url: opened.entrance.url,
    version,
    clock,
    timers,
    random: Math.random,
    logger,
    onLook: metrics.looked,
  })
  ends.push(storage.close)
  const { shared } = storage
  const node = nodeOf(shared, identityOf(settings, opened.entrance.url, version), startedAt, clock.now)
  await tellAuditKey(storage.audit, signer, settings.node.name, logger)
  let upstreams: Upstreams | undefined
  const shares = createShares({ monotonic: clock.monotonic, soon: setImmediate })
  const ownCore = await createCore({
    storage,
    damage,
    rules: rulesFrom(settings),
    routing,
    silencePolicy: silencePolicyFrom(settings),
    notices: () => [
      ...opened.entrance.notices(),
      ...visitors.notices(),
      ...traces.notices(),
      ...providerRows(
        openid === undefined ? undefined : { name: openid.settings.name, trouble: openid.trouble() },
      ),
      ...(upstreams?.findings() ?? []),
      ...(wakes?.findings() ?? []),
    ],
    asAll: (own, shown) => node.findings(own, shown),
    selfLimits: {
      ...DEFAULT_SELF_LIMITS,
      diskLow: settings.disk.low,
      diskCritical: settings.disk.critical,
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(settings.data_dir)
      return bavail * bsize
    },
    boardLimits: { alerts: settings.limits.board_alerts, bytes: settings.limits.board_bytes },
    window: { events: settings.retention.window_events, bytes: settings.retention.window_bytes },
    retention: settings.retention,
    audit: { signer, tally: opened.entrance.refusals },
    run: (begin) => shares.turns.run(THIS_SERVER, begin),
    tracing,
    clock,
    timers,
    newId,
    newEpoch: () => randomBytes(5).toString('hex'),
    metrics: metrics.core,
    logger,
  })
  // From here on the core closes its storage.
  ends.splice(ends.indexOf(storage.close), 1, ownCore.close)
  upstreams = startUpstreams({
    list: upstreamsFrom(settings),
    poll: settings.upstream_poll,
    core: ownCore,
    duty: upstreamDuty(node, shared?.duty, ownCore.log.catchUp),
    clock,
    timers,
    random: Math.random,
    soon: setImmediate,
    logger,
    taskFailed: metrics.core.taskFailed,
  })
  ends.push(upstreams.close)
  metrics.observeUpstreams(upstreams.readings)
  if (wakes !== undefined) metrics.observeWakes(wakes.reading)
  const core = forwardingCore(ownCore, upstreams)
  metrics.observe(core)
  metrics.observeNode(() => node.readings())
  metrics.observeKeys(visitors.keys)
  visitors.known({ ...core, behind: core.beside.behind, catchUp: core.log.catchUp })

  const alertmanager = createCurrentConfig({
    initial: given,
    read: file === '' ? undefined : () => readConfigFile(file, settings.limits),
    apply: (config) => core.setRouting(routingOf(config)),
    onReload: metrics.configReloaded,
    logger,
  })
  const { reload, bySignal } = reloadsOf({ certificate: opened.entrance.reload, alertmanager, core })
  const { sign_in, insecure_open, listen } = settings
  const begins = { version, sign_in, insecure_open, listen, public_key: signer.publicKey }
  // A full disk keeps no server from starting.
  await core.by(THE_SERVER).note({ what: 'server.start', result: 'ok', detail: begins })
  const { unserved } = routing
  if (unserved) logger.warn({ file }, unserved)

  const streaming = createStreaming({
    core,
    door: opened.entrance.streams,
    settings,
    metrics: metrics.stream,
    clock,
    timers,
    random: Math.random,
    logger,
    newId,
    version,
    tcpTables: readProcNetTcp,
    onDelivered: tracing?.delivered,
    takers: () => node.takers(),
    onListeners: wakes?.unsaid,
    headersOf: front.bareHeaders,
  })
  ends.push(streaming.close)
  const level = { configured: settings.log.level, apply: options.setLogLevel }
  const levels = logLevelOf(core, { ...level, clock, timers, logger })
  ends.push(levels.close)
  let draining = false
  const { gate } = opened.entrance.streams
  joinOthers({ node, core, gate, streaming, upstreams, isDraining: () => draining })
  let edge: Parameters<AppParts['serverFactory']> | undefined
  const app = await createApp({
    core,
    authorize: visitors.authorize,
    doorOf: opened.entrance.doorOf,
    streaming,
    listening: listeningAt({ own: streaming.listening, wakes, nodes: storage.shared?.nodes }),
    node,
    settings,
    front,
    ownUrl: opened.entrance.url,
    bodies,
    logLevels: levels,
    tracing,
    joins: await joinsOf(storage, folder.joins, { now: clock.now, random: () => randomBytes(32), logger }),
    signIns: storage.signIns,
    look: visitors.look,
    openid,
    alertmanager,
    reload,
    grafanaSigning,
    metrics,
    logger,
    clock,
    shares,
    version,
    startedAt,
    isDraining: () => draining,
    serverFactory: (...listening) => {
      edge = listening
      return door.server
    },
  })
  await app.ready()
  if (edge === undefined) throw new Error('the HTTP edge has no listener')
  const [listener, shortcut] = edge
  const answer = streaming.inFrontOf(listener)
  opened.entrance.open(answer, streaming.handleUpgrade, shortcut)
  await visitors.takeOrders(answer)
  ends.push(visitors.close)
  ends.push(async () => {
    draining = true
    node.hurry()
    await streaming.drain()
    // Nobody comes any more: the framework, once closed, would answer 503 to whoever follows by polling.
    await opened.entrance.close()
    await app.close()
  })
  return { core, reload: bySignal }
}
