import { describe, expect, test } from '@jest/globals'
import { isTimezone } from '../../src/core/index.js'
import { after, signIn, sources, torque } from './standing.js'

const lists = { space_name: ['Trial,DevOps'], space_role: ['Space Member,Space Developer'] }

const paired = [
  { space: 'DevOps', role: 'Space Developer' },
  { space: 'Trial', role: 'Space Member' },
]

describe('the first sign-in under Torque', () => {
  test('T02, T10, T11, T13, T30: access follows from the mapping: contact details, spaces, roles', () => {
    const decision = signIn(torque(), { email: ['ada@example.com'], name: ['Ada'], ...lists })
    expect(decision.spaces).toEqual(paired)
    expect(decision.contact).toMatchObject({ email: 'ada@example.com', name: 'Ada' })
  })

  test('T10a: without a space there is none, unless the organization has a default one', () => {
    expect(signIn(torque(), {}).spaces).toEqual([])
    expect(signIn(torque(), { space_name: [''], space_role: ['Space Developer'] }).spaces).toEqual(
      [],
    )
  })

  test('T72: the default space with its pre-configured role', () => {
    const organization = {
      spaces: ['Trial'],
      defaultSpace: 'Trial',
      defaultRole: 'Space Developer',
    }
    const decision = signIn(torque({ organization }), {})
    expect(decision.spaces).toEqual([{ space: 'Trial', role: 'Space Developer' }])
    expect(sources(decision)).toContain('T72')
  })

  test('T72: without a default role the default space gives Space Member; a default space that is gone gives nothing', () => {
    const spaces = ['Trial']
    expect(signIn(torque({ organization: { spaces, defaultSpace: 'Trial' } }), {}).spaces).toEqual([
      { space: 'Trial', role: 'Space Member' },
    ])
    const gone = signIn(torque({ organization: { spaces, defaultSpace: 'Gone' } }), {})
    expect(gone.spaces).toEqual([])
    expect(
      gone.trace.some(({ effect, subject }) => effect === 'warned' && subject === 'Gone'),
    ).toBe(true)
  })

  test('T12: a time zone is taken', () => {
    expect(signIn(torque(), { timezone: ['Europe/Berlin'] }).contact.timezone).toBe('Europe/Berlin')
  })

  test('T12a: a wrong time zone is ignored with a warning, and the former one stays', () => {
    const decision = signIn(torque({ person: { timezone: 'Europe/Berlin' } }), {
      timezone: ['Mars/Olympus'],
    })
    expect(decision.contact.timezone).toBe('Europe/Berlin')
    expect(decision.trace.find(({ source }) => source === 'T12a')?.effect).toBe('warned')
  })

  test.each([
    ['Asia/Kolkata', true],
    ['UTC', true],
    ['America/Argentina/Buenos_Aires', true],
    ['+02:00', false],
    ['Europe/Berlin\n', false],
    ['../etc/localtime', false],
    ['', false],
  ])('T12: time zone %j: %s', (name, valid) => {
    expect(isTimezone(name)).toBe(valid)
  })

  test('T57: who was put into a space while pending keeps it at the first sign-in, beside what the IdP says', () => {
    const spaces = [{ space: 'Trial', role: 'Space Developer' }]
    const decision = signIn(torque({ person: { isNew: true, spaces } }), lists)
    expect(decision.spaces).toEqual([
      { space: 'DevOps', role: 'Space Developer' },
      { space: 'Trial', role: 'Space Developer' },
    ])
    expect(sources(decision)).toContain('T57')
    expect(signIn(torque({ person: { isNew: true, spaces } }), {}).spaces).toEqual(spaces)
    expect(signIn(torque({ person: { isNew: true } }), lists).spaces).toEqual(paired)
  })

  test('T34: the account role is off by default, and taken when the connection reads it', () => {
    const organization = { spaces: [], accountRoles: ['Account Admin'] }
    const attributes = { account_role: ['Account Admin'] }
    expect(signIn(torque({ organization }), attributes).accountRole).toBeUndefined()
    const settings = { accountRole: true }
    expect(signIn(torque({ organization, settings }), attributes).accountRole).toBe('Account Admin')
    const unknown = signIn(torque({ organization, settings }), { account_role: ['root'] })
    expect(unknown.accountRole).toBeUndefined()
    expect(sources(unknown)).toContain('T34')
  })
})

test('T12: a time zone of ten thousand letters is none', () => {
  expect(isTimezone('A'.repeat(10_000))).toBe(false)
})

describe('later sign-ins under Torque', () => {
  const known = torque({
    person: { spaces: [{ space: 'A', role: 'Space Developer' }], name: 'Ada' },
  })

  test('T31: spaces and roles stay as they are by default', () => {
    const decision = signIn(known, lists)
    expect(decision.spaces).toEqual([{ space: 'A', role: 'Space Developer' }])
    expect(sources(decision)).toContain('T31')
  })

  test('T31: with updateAccess they follow the IdP', () => {
    const decision = signIn({ ...known, settings: { updateAccess: true } }, lists)
    expect(decision.spaces).toEqual(paired)
    expect(decision.trace.find(({ effect }) => effect === 'took')?.subject).toBe(
      'A as Space Developer',
    )
  })

  test('T31, T10a: with updateAccess an absent list changes nothing, an empty one takes', () => {
    const updating = { ...known, settings: { updateAccess: true } }
    expect(signIn(updating, {}).spaces).toEqual([{ space: 'A', role: 'Space Developer' }])
    expect(signIn(updating, { space_name: [''] }).spaces).toEqual([])
  })

  test('T32: contact details are refreshed by default, and not where the connection says so', () => {
    const renamed = { name: ['Countess Lovelace'] }
    expect(signIn(known, renamed).contact.name).toBe('Countess Lovelace')
    const fixed = { ...known, settings: { updateContact: false } }
    expect(signIn(fixed, renamed).contact.name).toBe('Ada')
  })

  test('T72: roles given here later survive', () => {
    const organization = { spaces: ['Trial', 'A'], defaultSpace: 'Trial' }
    const spaces = [{ space: 'A', role: 'Space Developer' }]
    expect(signIn(torque({ organization, person: { spaces } }), {}).spaces).toEqual(spaces)
  })

  test('T30: a second identical sign-in changes nothing', () => {
    for (const settings of [{}, { updateAccess: true }]) {
      const first = torque({ settings })
      const once = signIn(first, { ...lists, name: ['Ada'] })
      const twice = signIn(after(first, once), { ...lists, name: ['Ada'] })
      expect({ ...twice, trace: [] }).toEqual({ ...once, trace: [] })
      expect(twice.trace.filter(({ effect }) => effect === 'gave' || effect === 'took')).toEqual([])
    }
  })
})
