/** The page of findings is what the table says now. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { catalogue, chapters, findingsPage } from '../../src/contract/index.js'

test('docs/findings.md is what `npm run generate` writes', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
  expect(page).toBe(findingsPage())
})

describe('the table', () => {
  const rows = [...catalogue.values()]

  test('has a heading for every row', () => {
    const page = findingsPage()
    for (const { code } of rows) expect(page).toContain(`### \`${code}\``)
  })

  test('codes are kebab-case; a code asked of two subjects is one rule', () => {
    for (const { code } of rows) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const row of chapters.flatMap((chapter) => chapter.rows)) {
      const { severity, rule, cause, remedy, source, owner } = catalogue.get(row.code)!
      expect(row).toMatchObject({ severity, rule, cause, remedy, source, owner })
    }
  })

  test('sentences end, sources are told', () => {
    for (const { code, rule, cause, remedy, source } of rows) {
      for (const text of [rule, cause, remedy]) expect(`${code}: ${text}`).toMatch(/[.)]$/)
      expect(source).not.toBe('')
    }
  })

  test('what the service refuses with is a code of the service', async () => {
    const { signInRefusals } = await import('../../src/saml/index.js')
    const { oidcConnectionRefusals, oidcSignInRefusals } = await import('../../src/oidc/index.js')
    // Of core and of the admin API, which have no catalogue; and one that encryption brings.
    const elsewhere = [
      'attribute-missing',
      'certificate-malformed',
      'client-authentication-unsupported',
      'connection-needed',
      'directory-unsupported',
      'assertion-not-encrypted',
    ]
    const all = [...signInRefusals, ...oidcSignInRefusals, ...oidcConnectionRefusals].map(
      ({ code }) => code,
    )
    const known = new Set([...all, ...elsewhere])
    const told = rows.flatMap((row) => ('leadsTo' in row && row.leadsTo ? [row.leadsTo] : []))
    expect(told.filter((code) => !known.has(code))).toEqual([])
  })
})
