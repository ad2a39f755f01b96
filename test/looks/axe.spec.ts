import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { IS_EVERY_LOOK, LOOKS, type Look, visit, visits } from './looks.ts'
import { openPreview, settle } from './preview.ts'
import { screenPaths } from './screens.ts'

/** Of the dark scheme only the colours differ; `npm run test:nightly` looks at those, and at what lies under what is open. */
const SCHEMES = IS_EVERY_LOOK ? (['light', 'dark'] as const) : (['light'] as const)

test('every screen is looked at', async () => {
  const paths = await screenPaths()
  expect(paths.length).toBeGreaterThan(8)
  expect(paths.filter((path) => LOOKS.every((look) => look.path !== path))).toEqual([])
})

for (const [name, looks] of visits(LOOKS)) {
  test(`axe finds nothing: ${name}`, async ({ browser }) => {
    const page = await openPreview(browser, looks[0]?.query ?? '', 'passing')
    for (const look of looks) {
      await visit(page, look)
      await listenTo(page, look)
    }
  })
}

/** Only what is wrong is worked out whole; nothing of the page is fetched again. */
const QUICK: Parameters<AxeBuilder['options']>[0] = {
  resultTypes: ['violations'],
  preload: false,
  elementRef: false,
}

/** All rules in one scheme, and those about colours in both; of what is open over another screen, that alone. */
async function listenTo(page: Page, { name, shows }: Look): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme })
    await settle(page)
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options(QUICK)
    if (shows !== undefined && !IS_EVERY_LOOK) axe.include(shows)
    if (colorScheme === 'dark') axe.withRules(['color-contrast'])
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.length} ${nodes[0]?.html}`)
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([])
  }
}
