import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'
import { costOf, cpuOfAll, type ThreadCpu } from '../measures/thread-cost.ts'
import { HEAP_FLAG } from './heap-flag.ts'

export interface Start {
  /** From the start of the process to its first answer, ms. */
  readonly ms: number
  readonly cpuMs: number
  /** The same by threads, seconds. */
  readonly threads?: ThreadCpu
}

/** Starts a program of ours, from the root of the repository, until it is ready; `check` may ask it more. */
export async function timedStart(
  file: string,
  folder: string,
  env: NodeJS.ProcessEnv = {},
  check: (url: string) => Promise<void> = async () => {},
): Promise<Start> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [HEAP_FLAG, file, 'serve', '--listen', '127.0.0.1:0', '--data-dir', folder],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  try {
    const url = await addressOf(child)
    const status = await statusOf(`${url}/-/ready`)
    const ms = performance.now() - began
    const threads = await costOf(child.pid ?? 0)
    if (status !== 200) throw new Error(`/-/ready answered ${status}`)
    await check(url)
    return { ms, cpuMs: cpuOfAll(threads) * 1_000, threads }
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

/** A program of Node that does nothing but say what it took. */
export async function timedNothing(): Promise<Start> {
  const began = performance.now()
  const child = spawn(process.execPath, ['-p', 'JSON.stringify(process.cpuUsage())'])
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  await once(child, 'close')
  const ms = performance.now() - began
  const { user, system } = JSON.parse(text) as NodeJS.CpuUsage
  return { ms, cpuMs: (user + system) / 1_000 }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const address = /"address":"(http:\/\/[^"]+)"/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', () => reject(new Error(`the server ended:\n${text}`)))
  })
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).once('error', reject)
  })
}
