import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { loadSettings } from '../../../server/src/config/load-settings.ts'
import { freePort } from '../../support/network/free-port.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'

const repository = join(import.meta.dirname, '../../..')

interface Page {
  readonly yaml: readonly string[]
  readonly sh: readonly string[]
}

async function read(name: string): Promise<Page> {
  const text = await readFile(join(repository, `docs/sign-in/${name}.md`), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  const of = (language: string) => blocks.flatMap(([, one, body = '']) => (one === language ? [body] : []))
  return { yaml: of('yaml'), sh: of('sh') }
}

/** A machine with the page's folder, on which its lines are typed; all of them have to succeed. */
async function machine(settings: string) {
  const [folder, data, port] = [await tempDir(), await tempDir(), await freePort()]
  const etc = join(folder, 'etc')
  const here = (text: string): string =>
    text.replaceAll('/etc/watchfloor', etc).replaceAll('127.0.0.1:9095', `127.0.0.1:${port}`)
  await mkdir(etc)
  await writeFile(join(etc, 'watchfloor.yml'), `${here(settings)}\ndata_dir: ${data}\n`)
  const program = join(folder, 'watchfloor-server')
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${join(repository, SERVER_PROGRAM)} "$@"\n`, {
    mode: 0o755,
  })
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  return {
    type: async (lines: string): Promise<string> =>
      (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here(lines)], { env })).stdout,
    start: async () => {
      const config = join(etc, 'watchfloor.yml')
      return startServerProcess(data, { listen: `127.0.0.1:${port}`, config })
    },
  }
}

test('the guide to plain tokens does what it says', async () => {
  const { yaml, sh } = await read('tokens')
  const [settings = ''] = yaml
  const [make = '', carry = '', takeBack = '', ...more] = sh
  expect(more).toEqual([])
  const { type, start } = await machine(settings)
  const server = await start()
  try {
    const listed = await type(make)
    expect(listed).toMatch(/admin .* Ana \(made by local administrator, never used\)/)
    expect(listed).toMatch(/ingest .* Prometheus eu/)
    expect(listed).toMatch(/Payments wall .*sees team=payments or billing/)
    const carried = await type(carry)
    // What was sent by one is seen by the other, with the label that was forced.
    expect(carried).toContain('"alertname":"Trying"')
    expect(carried).toContain('"cluster":"eu"')
    expect(carried).toContain('watchfloor_build_info')
    expect(await type(takeBack)).toMatch(/of Payments wall .* opens nothing any more/)
    await expect(type(carry)).rejects.toThrow('401')
  } finally {
    await server.program.stop()
  }
})

test('the guide to JSON Web Tokens does what it says', async () => {
  const { yaml, sh } = await read('jwt')
  const [keys = '', send = '', takeBack = '', ...more] = sh
  expect(more).toEqual([])
  for (const text of yaml) expect(loadSettings({ file: { name: 'guide', text } })).toMatchObject({ ok: true })
  const { type, start } = await machine(yaml[0] ?? '')
  await type(keys)
  const server = await start()
  try {
    await type(send)
    expect(await type(takeBack)).toMatch(/jwt:https:\/\/idp\.example\.com#deploys .*opens nothing any more/)
    await expect(type(send.split('\n').at(-2) ?? '')).rejects.toThrow('401')
  } finally {
    await server.program.stop()
  }
})
