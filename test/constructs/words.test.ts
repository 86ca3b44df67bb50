/** Our own words for what core knows: the compiler of whoever uses us must not meet core's declarations, so a test keeps the two together. */
import { expect, test } from '@jest/globals'
import type { AttributeMapping } from '../../constructs/index.js'
import type { IdpKind } from '../../constructs/claims.js'
import { profileFields, type FieldRule } from '../../src/core/index.js'

const fields: Readonly<Record<keyof AttributeMapping, true>> = {
  login: true,
  name: true,
  email: true,
  groups: true,
  givenName: true,
  familyName: true,
  spaceName: true,
  spaceRole: true,
  timezone: true,
  accountRole: true,
}

test('an attribute mapping has exactly the fields of a profile', () => {
  expect(Object.keys(fields).sort()).toEqual([...profileFields].sort())
})

type CoreKind = keyof NonNullable<FieldRule['idpValues']>
const ours: Readonly<Record<IdpKind, CoreKind>> = {
  okta: 'okta',
  entra: 'entra',
  google: 'google',
  jumpcloud: 'jumpcloud',
  other: 'other',
}
const theirs: Readonly<Record<CoreKind, IdpKind>> = ours

test('the IdPs are core’s', () => {
  expect(theirs).toEqual(ours)
})
