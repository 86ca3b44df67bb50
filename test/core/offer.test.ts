/** What is offered to set up at an IdP is what is read afterwards. */
import { describe, expect, test } from '@jest/globals'
import {
  applyMapping,
  entraClaims,
  getPreset,
  idpKinds,
  offeredAttributes,
  presetKeys,
  type ProfileField,
} from '../../src/core/index.js'

const sample: Readonly<Partial<Record<ProfileField, string>>> = {
  login: 'ada@example.com',
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  givenName: 'Ada',
  familyName: 'Lovelace',
  groups: 'Engineers',
}

const expected = { login: 'ada@example.com', email: 'ada@example.com', name: 'Ada Lovelace' }

describe.each(presetKeys)('%s', (key) => {
  const preset = getPreset(key)
  const attributesOf = (names: readonly (readonly [ProfileField, string])[]) =>
    new Map(names.map(([field, name]) => [name, [sample[field] ?? 'x']]))

  test.each(idpKinds)('S09: set up as offered for %s, every field arrives', (idp) => {
    const offered = offeredAttributes(preset, {}, idp)
    const attributes = attributesOf(offered.map((each) => [each.field, each.attribute]))
    expect(applyMapping(preset, {}, { subject: 'x', attributes }).profile).toMatchObject(expected)
  })

  test('T47: and so it does under any of the other names it reads', () => {
    const offered = offeredAttributes(preset, {}, 'entra')
    const other = offered.map((each) => [each.field, each.alsoRead[0] ?? each.attribute] as const)
    const attributes = attributesOf(other)
    expect(applyMapping(preset, {}, { subject: 'x', attributes }).profile).toMatchObject(expected)
  })

  test('T05: a field that the connection maps is read under that name alone', () => {
    const [email] = offeredAttributes(preset, { email: entraClaims.email }, 'entra').filter(
      ({ field }) => field === 'email',
    )
    expect(email).toMatchObject({ attribute: entraClaims.email, alsoRead: [], required: true })
  })

  test('every offer says where it is written, and of the consoles we know what to pick', () => {
    for (const idp of ['okta', 'entra', 'google', 'jumpcloud'] as const) {
      const offered = offeredAttributes(preset, {}, idp)
      expect(offered.every(({ source }) => source !== '')).toBe(true)
      const email = offered.find(({ field }) => field === 'email')
      expect(email?.value).not.toBeNull()
    }
    expect(offeredAttributes(preset, {}, 'other').every(({ value }) => value === null)).toBe(true)
  })
})

test('S52, S33a: to the letter, or with the full name, on request', () => {
  const sonar = getPreset('sonarqube-cloud')
  const valueOf = (
    field: ProfileField,
    ...args: [Parameters<typeof offeredAttributes>[2], object]
  ) => offeredAttributes(sonar, {}, ...args).find((each) => each.field === field)?.value
  expect(valueOf('login', 'jumpcloud', {})).toBe('username')
  expect(valueOf('login', 'jumpcloud', { asDocumented: true })).toBe('displayname')
  expect(valueOf('name', 'okta', {})).toBe('user.firstName')
  expect(valueOf('name', 'okta', { fullName: true })).toBe('user.displayName')
})
