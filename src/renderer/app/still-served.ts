/** Does the server still have the page that this one is? Null when it cannot be asked. */
export async function isStillServed(
  page: Pick<Window, 'document' | 'location' | 'fetch'>,
): Promise<boolean | null> {
  const script = page.document.querySelector<HTMLScriptElement>('script[type="module"][src]')
  // Names of built files carry a hash of what is in them.
  const name = script?.src.split('/').at(-1)
  if (name === undefined) return null
  try {
    const answer = await page.fetch(page.location.pathname, { cache: 'no-store' })
    return answer.ok ? (await answer.text()).includes(name) : null
  } catch {
    return null
  }
}
