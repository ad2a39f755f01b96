import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/network/free-port.ts'
import { startProgram } from '../../test/support/programs/program.ts'
import { until } from '../../test/support/until.ts'
import { childrenOf } from '../measures/process-cost.ts'
import type { SelfReport } from './server-metrics.ts'

/** A server under test. */
export interface Contender {
  readonly port: number
  /** The processes that do its work. */
  readonly pids: readonly number[]
  readonly stop: () => Promise<void>
  readonly report?: () => Promise<SelfReport>
}

const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so'

/** nginx with nchan, which publishes what comes on a WebSocket; undefined when it is not installed. */
export async function startNchan(workers: number): Promise<Contender | undefined> {
  const isThere = await access(NCHAN).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    console.log('nchan is left out: apt-get install --no-install-recommends libnginx-mod-nchan')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-nchan-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ')
  await writeFile(
    join(folder, 'nginx.conf'),
    `load_module ${NCHAN};
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes ${workers};
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 18000; }
http {
  ${temporary}
  access_log off;
  tcp_nodelay on;
  nchan_shared_memory_size 512M;
  server {
    listen 127.0.0.1:${port};
    location = /publish { nchan_publisher websocket; nchan_channel_id events; nchan_message_buffer_length 5000; }
    location = /events { nchan_subscriber eventsource; nchan_channel_id events; nchan_subscriber_first_message newest; }
  }
}
`,
  )
  const program = startProgram('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')])
  await until('nginx to listen', async () => {
    if (program.child.exitCode !== null) throw new Error(`nginx ended:\n${program.output()}`)
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    await response?.body?.cancel()
    return response !== undefined || undefined
  })
  return {
    port,
    pids: await childrenOf(program.child.pid ?? 0),
    stop: async () => {
      await program.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function startSocketIo(): Promise<Contender> {
  const program = startProgram(process.execPath, [join(import.meta.dirname, 'socket-io-server.ts')])
  const port = await until('Socket.IO to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`Socket.IO's server ended:\n${program.output()}`)
    return /port (\d+)/.exec(program.output())?.[1]
  })
  return { port: Number(port), pids: [program.child.pid ?? 0], stop: () => program.stop('SIGKILL') }
}
