import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { getPreset, stateAfterRemoval, stateAfterScim } from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

describe('a life by SCIM', () => {
  const of = (
    key: string,
    ...args: [Parameters<typeof stateAfterScim>[1], Parameters<typeof stateAfterScim>[2]]
  ) => stateAfterScim(getPreset(key), ...args, 'ada@example.com')

  test('T55: created pending', () => {
    expect(of('torque', undefined, 'create')).toMatchObject({
      state: 'pending',
      endsSessions: false,
    })
  })

  test.each(['deactivate', 'delete'] as const)(
    'T58, T59: %s removes, and ends sessions',
    (event) => {
      expect(of('torque', { state: 'active', hasSignedIn: true }, event)).toMatchObject({
        state: 'removed',
        endsSessions: true,
      })
    },
  )

  test.each(['activate', 'create'] as const)(
    'T59: %s brings a tombstone back as pending',
    (event) => {
      const { state, trace } = of('torque', { state: 'removed', hasSignedIn: true }, event)
      expect(state).toBe('pending')
      expect(trace[0]).toMatchObject({ effect: 'gave', source: 'T59' })
    },
  )

  test.each(['deactivate', 'delete'] as const)('Q08: %s makes inactive, never deletes', (event) => {
    expect(of('qualified', { state: 'active', hasSignedIn: true }, event).state).toBe('inactive')
  })

  test('Q08: reactivated, someone is what they were', () => {
    expect(of('qualified', { state: 'inactive', hasSignedIn: true }, 'activate').state).toBe(
      'active',
    )
    expect(of('qualified', { state: 'inactive', hasSignedIn: false }, 'activate').state).toBe(
      'pending',
    )
  })

  test('activating the living changes nothing; creating them is refused', () => {
    const active = { state: 'active', hasSignedIn: true } as const
    expect(of('torque', active, 'activate')).toMatchObject({
      state: 'active',
      trace: [{ effect: 'kept' }],
    })
    expect(refusalOf(() => of('torque', active, 'create')).code).toBe('person-exists')
  })

  test('Twenty has none of it', () => {
    expect(refusalOf(() => of('twenty', undefined, 'create')).code).toBe('directory-unsupported')
  })

  test('W09: removed here, under every preset', () => {
    expect(stateAfterRemoval(getPreset('twenty'), 'ada')).toMatchObject({
      state: 'removed',
      endsSessions: true,
      trace: [{ effect: 'took', source: 'W09a' }],
    })
  })

  test('no event gives access: nobody becomes active who has never signed in', () => {
    const known = fc.record({
      state: fc.constantFrom('invited', 'pending', 'inactive', 'removed'),
      hasSignedIn: fc.constant(false),
    })
    const event = fc.constantFrom('activate', 'deactivate', 'delete')
    fc.assert(
      fc.property(
        fc.constantFrom('torque', 'qualified', 'sonarqube-cloud'),
        known,
        event,
        (key, person, it) => {
          expect(of(key, person as Parameters<typeof of>[1], it as 'activate').state).not.toBe(
            'active',
          )
        },
      ),
    )
  })

  test('an event told twice changes nothing the second time', () => {
    for (const key of ['torque', 'qualified', 'sonarqube-cloud']) {
      for (const event of ['activate', 'deactivate', 'delete'] as const) {
        const once = of(key, { state: 'active', hasSignedIn: true }, event)
        const twice = of(key, { state: once.state, hasSignedIn: true }, event)
        expect(twice.state).toBe(once.state)
        expect(twice.trace[0]?.effect).toBe('kept')
      }
    }
  })
})
