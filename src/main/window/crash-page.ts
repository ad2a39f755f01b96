import { PAGE, PAGE_HOST, SCHEME } from './own-page.ts'

const FILE = 'crashed.html'

const BODY = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <title>Watchfloor</title>
    <style>
      body { font: 16px/24px system-ui, sans-serif; max-width: 480px; margin: 20vh auto; padding: 0 24px; }
      a { display: inline-block; padding: 8px 16px; border-radius: 4px; background: #0b5cd5; color: #fff; }
    </style>
  </head>
  <body>
    <h1>The board crashed twice</h1>
    <p>Alerts still reach you through notifications.</p>
    <p><a href="${PAGE}">Reload</a></p>
  </body>
</html>
`

/** Shown when the board cannot be shown: no script, so nothing in it can crash. */
export const crashPage = { file: FILE, address: `${SCHEME}://${PAGE_HOST}/${FILE}`, body: BODY } as const
