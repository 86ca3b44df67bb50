/** A real browser: Debian's chromium, or whatever `CHROMIUM` names. Without one its tests are skipped, saying so; under `CI` they fail. */
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the browser is; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined
  return candidates.find((path) => existsSync(path))
}

export const whyNot =
  'No Chromium: install one (Debian: apt-get install chromium), or name it in CHROMIUM.'

export const isDemanded = (): boolean => (process.env['CI'] ?? '') !== ''

/** Without its sandbox, which does not work for root or in most containers; it sees nothing but pages of these tests. */
export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] })
