import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../network/free-port.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { type Program, startProgram } from './program.ts'

export interface Nginx {
  readonly url: string
  readonly program: Program
}

/**
 * A real nginx in front of a server, as Debian configures it (buffering on, gzip on), on a free port and in a folder
 * of its own; ended by its pid when the test ends. `location` is what stands in `location /`, beside `proxy_pass`.
 */
export async function startNginx(options: {
  /** Address of the server behind it, for example `http://127.0.0.1:9095`. */
  readonly target: string
  readonly location?: string
  /** More locations. */
  readonly server?: string
  /** More of the `http` block. */
  readonly http?: string
}): Promise<Nginx> {
  const folder = await tempDir()
  const port = await freePort()
  const { target, location = '', server = '', http = '' } = options
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ')
  // As root it would drop to a user who may not enter the test's folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off;
${user}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 768; }
http {
  ${places}
  access_log off;
  sendfile on;
  tcp_nopush on;
  gzip on;
  gzip_proxied any;
  gzip_types *;
  ${http}
  server {
    listen 127.0.0.1:${port};
    ${server}
    location / {
      proxy_pass ${target};
      ${location}
    }
  }
}
`,
  )
  const program = startProgram('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')])
  onTestFinished(() => program.stop('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url, program)
  return { url, program }
}

/** Waits for any answer at all: the server behind a proxy may be away. */
export async function untilAnswering(url: string, program: Program): Promise<void> {
  await until(`${url} to answer`, async () => {
    if (program.child.exitCode !== null) throw new Error(`the proxy ended:\n${program.output()}`)
    const response = await fetch(url).catch(() => undefined)
    await response?.body?.cancel()
    return response && true
  })
}
