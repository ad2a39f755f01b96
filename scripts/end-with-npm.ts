/**
 * npm runs a script below a shell that keeps SIGTERM to itself and leaves its child behind, holding its port or its
 * window. So when that shell is gone and nobody told us anything, this process ends as if it had been told.
 * `script` is the name of the npm script.
 */
export function endWithNpm(script: string): void {
  if (process.env.npm_lifecycle_event !== script) return
  const shell = process.ppid
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      told = true
    })
  }
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    if (!told) process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}
