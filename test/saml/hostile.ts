/** How the hostile suite speaks: a good Response three ways, and rows of attacks with the code each ends with. */
import { describe, expect, test } from '@jest/globals'
import { codeOf, goodXml, mutate, type Overrides, sign, signBoth, verify } from './forge.js'

export const both = signBoth(goodXml)
export const byResponse = sign(goodXml, 'Response')
export const byAssertion = sign(goodXml, 'Assertion')
export const more = 'http://www.w3.org/2001/04/xmldsig-more#'
export const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export type Row = readonly [name: string, xml: string | Buffer, code: string, overrides?: Overrides]

export const refuses = (title: string, rows: readonly Row[]): void =>
  describe(title, () => {
    // The default keeps the function's length at three: for a fourth parameter Jest would pass `done` and wait.
    test.each(rows)('%s', (_, xml, code, overrides = {}) => {
      expect(codeOf(() => verify(xml, overrides))).toBe(code)
    })
  })

/** The good Response with another text in its NameID. */
export const inName = (text: string): string =>
  mutate(both, '>ada@example.com</saml:NameID>', `>${text}</saml:NameID>`)
