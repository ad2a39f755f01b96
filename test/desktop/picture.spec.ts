import { readFile, writeFile } from 'node:fs/promises'
import { PNG } from 'pngjs'
import { post } from '../support/http/post.ts'
import { livePage, test } from './watched-desk.ts'

/** Where `npm run pictures` wants the picture of a notification; nothing is tested here. */
const FILE = process.env.NOTIFICATION_PICTURE
/** The place at which the daemon of the tests shows the first one, on the screen of the tests. */
const PLACE = { x: 1_186, y: 54, width: 404, height: 70 }

if (FILE !== undefined)
  test('a picture of a notification', async ({ launch, server, session, settingsOf, told }, info) => {
    await livePage(await (await launch({ settings: settingsOf() })).page())
    const others = session.history().map(({ id }) => id)
    await post(`${server.url}/api/v2/alerts`, [
      {
        labels: { alertname: 'PaymentsDown', severity: 'critical', cluster: 'eu-1', service: 'payments' },
        annotations: { summary: '3 of 4 targets are down' },
      },
    ])
    await told('Critical · PaymentsDown')
    for (const id of others) await session.dismiss(id)
    const screen = info.outputPath('screen.png')
    await session.screenshot(screen)
    const { x, y, width, height } = PLACE
    const picture = new PNG({ width, height })
    PNG.bitblt(PNG.sync.read(await readFile(screen)), picture, x, y, width, height, 0, 0)
    await writeFile(FILE, PNG.sync.write(picture))
  })
