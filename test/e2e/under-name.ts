import type { Browser, LaunchOptions, PlaywrightWorkerArgs } from '@playwright/test'

/** A browser that takes this machine for the one of that name, as a page that did not come from loopback would. */
export function launchUnderName(
  { chromium }: PlaywrightWorkerArgs['playwright'],
  options: LaunchOptions,
  name: string,
): Promise<Browser> {
  const args = [...(options.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`]
  return chromium.launch({ ...options, args })
}
