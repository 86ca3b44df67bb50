/** Names that stand in URLs. */
import { expect, test } from '@jest/globals'
import { Label } from '../../src/core/index.js'

test.each(['.', '..'])(
  'a label "%s" is refused: as a step of a path it would reach another object',
  (text) => {
    expect(Label.safeParse(text).error?.issues[0]?.message).toContain('no URL can name')
  },
)

test.each(['...', '.x', 'a.', '%2e', 'R&D/Ops?space=x', 'Ärzte'])(
  'a label "%s" comes back from a URL as it was',
  (text) => {
    expect(Label.parse(text)).toBe(text)
    const { pathname } = new URL(`https://sso.example/groups/${encodeURIComponent(text)}`)
    expect(decodeURIComponent(pathname.slice('/groups/'.length))).toBe(text)
  },
)
