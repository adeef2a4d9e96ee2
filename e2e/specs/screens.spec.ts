// Every screen as a browser judges it: reachable names and contrast (axe), nothing beyond the edge at 320 px, nothing
// that the policy had to stop. SIGNET_SCREENSHOTS=FOLDER keeps a picture of each.
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { locales } from '../../shared/text/text'
import { faultsIn, installAxe } from '../fixtures/accessibility'
import { dress, launchPreview, openScene, type Look } from '../fixtures/renderer-preview'
import { scenes } from '../fixtures/scenes'

/** WCAG 1.4.10: nothing beyond the edge at this width. */
const narrow: Look = { theme: 'dark', width: 320, height: 560 }
/** The main window as people have it, and far smaller. */
const mainLooks: readonly [Look, ...Look[]] = [
  { theme: 'light', width: 900, height: 640 },
  { theme: 'dark', width: 900, height: 640 },
  { theme: 'light', width: 360, height: 640 },
  narrow,
]
/** The consent window has one size. */
const consentLooks: readonly [Look, ...Look[]] = [
  { theme: 'light', width: 480, height: 520 },
  { theme: 'dark', width: 480, height: 520 },
  narrow,
]
const pictures = process.env['SIGNET_SCREENSHOTS']

let page: Page
test.beforeAll(async () => {
  page = await launchPreview()
})
test.afterAll(() => page.context().browser()?.close())

for (const locale of locales) {
  for (const scene of scenes(locale)) {
    const looks = scene.consent === undefined ? mainLooks : consentLooks
    test(`${scene.name} (${locale}) can be read, reached and trusted`, async () => {
      const violations = await openScene(page, scene, looks[0])
      await installAxe(page)
      // For its first half second a question answers nothing: it is looked at as it stands from then on.
      if (scene.consent !== undefined) await expect(page.locator('[aria-disabled="true"]')).toHaveCount(0)
      for (const look of looks) {
        await dress(page, look)
        const { theme, width } = look
        const where = `${theme}, ${String(width)} px`
        expect(await faultsIn(page), where).toEqual([])
        expect(await page.evaluate(beyondEdge), `px beyond the edge, ${where}`).toBe(0)
        if (pictures === undefined) continue
        // What stays in sight of a long page belongs at its top.
        await page.evaluate(() => window.scrollTo(0, 0))
        const file = `${scene.name}-${locale}-${theme}-${String(width)}.png`
        await page.screenshot({ path: join(pictures, file), fullPage: scene.consent === undefined })
      }
      expect(await violations()).toEqual([])
    })
  }
}

/** Runs in the page. */
function beyondEdge(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth - clientWidth
}
