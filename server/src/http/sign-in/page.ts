import type { FastifyReply } from 'fastify'

/** Text that is HTML. */
export interface Html {
  readonly html: string
}

/** HTML in which every value is text, unless it is HTML itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const texts = values.map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
    return [value]
      .flat()
      .map((one) => (one as Html).html)
      .join('')
  })
  return { html: parts.map((part, at) => part + (texts[at] ?? '')).join('') }
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.4rem }
form, p { margin: 1rem 0 }
label { display: block; margin: 0.5rem 0 }
input { font: inherit; width: 100%; box-sizing: border-box; padding: 0.4rem }
button, a.button { font: inherit; padding: 0.5rem 1.2rem; margin-right: 0.5rem; border: 1px solid; border-radius: 4px;
  background: transparent; color: inherit; text-decoration: none; cursor: pointer; display: inline-block }
.first { background: #1c5fb8; border-color: #1c5fb8; color: #fff }
`

/**
 * Answers a page that says one thing, without scripts. Nobody may show it in a frame, and its forms go nowhere but to
 * this server and, after it, to `onward`.
 */
export function sendPage(
  reply: FastifyReply,
  page: {
    readonly status: number
    readonly title: string
    readonly body: Html
    /** Where a form may lead by way of this server. */
    readonly onward?: string
    /** Where a browser goes on by itself: a page of ours leads there, so that cookies go along. */
    readonly goTo?: string
  },
): FastifyReply {
  const { status, title, body, onward, goTo } = page
  reply.header(
    'content-security-policy',
    `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'${onward === undefined ? '' : ` ${onward}`}; frame-ancestors 'none'`,
  )
  // With none at all, browsers would not say either that a form came from here.
  reply.header('referrer-policy', 'same-origin')
  reply.header('cache-control', 'no-store')
  const onwards = goTo === undefined ? '' : html`<meta http-equiv="refresh" content="0;url=${goTo}">`
  const whole = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${onwards}
<title>${title} · Watchfloor</title><style>${{ html: STYLE }}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`
  return reply.code(status).type('text/html; charset=utf-8').send(whole.html)
}

function escaped(text: string): string {
  const written: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => written[character] ?? character)
}
