/**
 * The pages in a real browser: a whole sign-in by clicking, and by keyboard alone; every page's structure, contrast, focus and
 * width, light and dark; no complaint on the console. What a page says is compared with its ARIA snapshot on disk
 * (`UPDATE_PAGES=1` writes them): words, roles and order, which are ours, and not pixels, which change with every release of
 * the browser and every font. Screenshots are left in `test/browser/screenshots` for people to look at.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { faultsOf, keyboardFaults } from './accessibility.js'
import { chromiumPath, isDemanded, launch, whyNot } from './chromium.js'
import { domain, password, root, setStage, type Stage } from './stage.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const goldenFolder = join(here, '../golden/pages')
const screenshots = join(here, 'screenshots')

const executable = chromiumPath()
if (executable === undefined) {
  process.stderr.write(
    `${isDemanded() ? '' : 'The pages are not tested in a browser. '}${whyNot}\n`,
  )
}

const inBrowser = executable === undefined ? describe.skip : describe

if (isDemanded()) {
  test('there is a browser, as CI demands', () => {
    expect(executable ?? whyNot).toBe(executable)
  })
}

inBrowser('pages', () => {
  let browser: Browser
  let stage: Stage
  /** Another, where nothing happens but being looked at. */
  let quiet: Stage
  /** Of its administrator. */
  let cookie: { readonly name: string; readonly value: string }
  let context: BrowserContext
  /** What browsers say on their consoles: violated policies, scripts that fail, things not found. */
  let complaints: string[]

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    stage = await setStage()
    quiet = await setStage()
    cookie = await enter(quiet)
    browser = await launch(executable ?? '')
  })
  afterAll(async () => {
    await browser.close()
    await stage.close()
    await quiet.close()
  })

  async function newPage(): Promise<Page> {
    complaints = []
    context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on('console', (message) => {
      // The status of the page itself is no complaint about it.
      const isOwnStatus =
        message.location().url === page.url() && /status of 4/.test(message.text())
      if (message.type() === 'error' && !isOwnStatus) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    return page
  }

  const at = (path: string): string => `${stage.service.url}${path}`

  async function signInAsAdministrator(page: Page): Promise<void> {
    await page.goto(at('/login/password'))
    await page.getByLabel('E-mail address').fill(root)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(at('/'))
  }

  async function signInAsAda(page: Page): Promise<void> {
    await page.goto(at('/saml/acme-okta/login'))
    await page.getByRole('button', { name: /^Ada Lovelace/ }).click()
    await page.waitForURL(at('/'))
  }

  async function runTest(page: Page, name: string): Promise<void> {
    const { url } = await stage.service.client.call('createConnectionTest', { params: { name } })
    await page.goto(url ?? '')
    await page.getByRole('button', { name: /^Ada Lovelace/ }).click()
    await page.waitForURL(/connection-tests\/[a-z0-9]+$/)
  }

  describe('a whole sign-in', () => {
    test('by clicking: address, IdP, landing with what one holds and why, and out again', async () => {
      const page = await newPage()
      await page.goto(at('/'))
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByLabel('E-mail address').fill(`ada@${domain}`)
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('heading', { name: 'Sign in as' }).waitFor()
      expect(new URL(page.url()).origin).toBe(stage.idp.url)
      await page.getByRole('button', { name: /^Ada Lovelace/ }).click()
      await page.waitForURL(at('/'))
      await page.getByRole('heading', { name: 'Signed in as Ada Lovelace', level: 1 }).waitFor()
      const role = page.getByRole('listitem').filter({ hasText: 'create-projects' }).first()
      expect(await role.innerText()).toContain('member of "Platform Admins"')
      const names = ['mortise-session', 'mortise-device', 'mortise-test']
      const cookies = (await context.cookies()).filter(({ name }) => names.includes(name))
      expect(cookies).toEqual([
        expect.objectContaining({ name: 'mortise-session', httpOnly: true, sameSite: 'Lax' }),
      ])
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
      await page.goBack()
      await page.reload()
      expect(await page.getByText('Ada Lovelace').count()).toBe(0)
      expect(complaints).toEqual([])
      await context.close()
    })

    test('by keyboard alone', async () => {
      const page = await newPage()
      await page.goto(at('/login'))
      await page.keyboard.press('Tab') // the way home
      await page.keyboard.press('Tab')
      await page.keyboard.type(`ada@${domain}`)
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => url.origin === stage.idp.url)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL(at('/'))
      await page.getByRole('heading', { name: 'Signed in as Ada Lovelace' }).waitFor()
      await page.getByRole('button', { name: 'Sign out everywhere' }).press('Enter')
      await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
      expect(complaints).toEqual([])
      await context.close()
    })

    test('an administrator tests a connection by its button, and reads why another sign-in was refused', async () => {
      const page = await newPage()
      await page.goto(at('/admin'))
      await page.getByLabel('E-mail address').fill(root)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(at('/admin'))
      await page.getByRole('link', { name: 'acme-next' }).first().click()
      await page.getByRole('button', { name: 'Test this connection' }).click()
      await page.getByRole('button', { name: /^Grace Hopper/ }).click()
      await page.getByRole('heading', { name: 'The test has passed' }).waitFor()
      await page.goto(at('/admin'))
      await page.getByRole('link', { name: 'Sign-in attempts', exact: true }).click()
      await page.getByLabel('Reference the person was shown').fill(stage.refused)
      await page.getByRole('button', { name: 'Find' }).click()
      await page.getByRole('heading', { name: `Sign-in attempt ${stage.refused}` }).waitFor()
      expect(await page.locator('main').innerText()).toContain('response-replayed')
      expect(complaints).toEqual([])
      await context.close()
    })
  })

  /** Every page, and how one comes to it. */
  const pages: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
    ['sign-in', (page) => page.goto(at('/login'))],
    ['sign-in-by-password', (page) => page.goto(at('/login/password'))],
    [
      'sign-in-by-password-refused',
      async (page) => {
        await page.goto(at('/login/password'))
        await page.getByLabel('E-mail address').fill(root)
        await page.getByLabel('Password').fill('something else')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByRole('alert').waitFor()
      },
    ],
    ['sso-log-in', (page) => page.goto(at('/login/sso'))],
    ['not-signed-in', (page) => page.goto(at('/'))],
    ['nothing-here', (page) => page.goto(at('/nothing'))],
    ['refusal', (page) => page.goto(at('/saml/acme-entra/login'))],
    ['landing', signInAsAda],
    ['landing-of-administrator', signInAsAdministrator],
    ['test-passed', (page) => runTest(page, 'acme-okta')],
    ['test-failed', (page) => runTest(page, 'acme-entra')],
    ...(
      [
        ['administration', () => '/admin'],
        ['administration-connection', () => '/admin/connections/acme-entra'],
        ['administration-setup', () => '/admin/setup'],
        ['administration-setup-stages', () => '/admin/setup/connection?choice=okta-oidc&name=acme'],
        ['administration-setup-done', () => '/admin/connections/acme-okta/setup'],
        ['administration-attempts', () => '/admin/sign-in-attempts?outcome=test-failed'],
        ['administration-attempt', () => `/admin/sign-in-attempts/${quiet.refused}`],
        ['administration-attempt-missing', () => '/admin/sign-in-attempts?reference=0123456789ab'],
      ] as const
    ).map(([name, path]) => {
      const open = async (page: Page): Promise<void> => {
        const { url } = quiet.service
        await page.context().addCookies([{ ...cookie, url }])
        await page.goto(`${url}${path()}`)
      }
      return [name, open] as const
    }),
  ]

  /** WCAG 1.4.10 asks for 320 pixels without scrolling sideways. */
  const widths = [320, 360, 1100]

  describe.each(pages)('%s', (name, open) => {
    test('is sound, narrow and wide, light and dark, by keyboard', async () => {
      const page = await newPage()
      await open(page)
      const faults: string[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          for (const fault of await faultsOf(page))
            faults.push(`${colorScheme}, ${width}: ${fault}`)
          const path = join(screenshots, `${name}-${colorScheme}-${width}.png`)
          if (width !== 320) await page.screenshot({ path, fullPage: true })
        }
      }
      faults.push(...(await keyboardFaults(page)))
      expect(faults).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    })

    test('says what its snapshot says', async () => {
      const page = await newPage()
      await open(page)
      const said = timeless(await page.locator('body').ariaSnapshot())
      const file = join(goldenFolder, `${name}.aria.yml`)
      if (process.env['UPDATE_PAGES'] === '1') {
        mkdirSync(goldenFolder, { recursive: true })
        writeFileSync(file, said)
      }
      expect(said).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '')
      await context.close()
    })
  })

  test('the snapshots on disk are of these pages', () => {
    const missing = pages.filter(([name]) => !existsSync(join(goldenFolder, `${name}.aria.yml`)))
    expect(missing).toEqual([])
  })
})

/** @returns the session of the administrator */
async function enter({ service }: Stage): Promise<{ name: string; value: string }> {
  const landed = await fetch(`${service.url}/login/password`, {
    ...{ method: 'POST', redirect: 'manual', headers: { origin: service.url } },
    body: new URLSearchParams({ email: root, password }),
  })
  const [name = '', value = ''] = landed.headers.getSetCookie()[0]?.split(';')[0]?.split('=') ?? []
  return { name, value }
}

/** Without what another run says otherwise: addresses, times, references, IDs. */
const timeless = (snapshot: string): string =>
  `${snapshot
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, (url) => url.replace(/\d+$/, 'PORT'))
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replace(/\b_[0-9a-f]{32,64}\b/g, 'ID')
    .replace(/\b(?=[0-9a-f]*\d)(?!0123456789ab)[0-9a-f]{12,16}\b/g, 'REFERENCE')
    // One that happens to look like a number is quoted.
    .replaceAll(': "REFERENCE"', ': REFERENCE')}\n`
