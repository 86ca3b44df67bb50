import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  admitPerson,
  getPreset,
  matchPerson,
  personStates,
  presetKeys,
  type AdmissionContext,
  type Candidate,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const asserted = { subject: '00u1abc', email: 'Ada@Example.com', login: 'ada' }

const candidate = (more: Partial<Candidate>): Candidate => ({
  id: 'u1',
  state: 'pending',
  userName: 'ada@example.com',
  ...more,
})

describe('recognising a person', () => {
  test('T56: by the subject, when they have been here', () => {
    const known = candidate({ state: 'active', subject: '00u1abc', userName: 'old@example.com' })
    expect(matchPerson([candidate({ id: 'u2' }), known], asserted)).toBe(known)
  })

  test('T56: by userName = e-mail, without case; the id stays', () => {
    expect(matchPerson([candidate({})], asserted)?.id).toBe('u1')
  })

  test('T56: then by externalId = NameID, character by character', () => {
    const byId = candidate({ userName: 'x', externalId: '00u1abc' })
    expect(matchPerson([byId], asserted)).toBe(byId)
    expect(matchPerson([{ ...byId, externalId: '00U1ABC' }], asserted)).toBeUndefined()
  })

  test('T56: userName goes before externalId', () => {
    const byId = candidate({ id: 'u2', userName: 'x', externalId: '00u1abc' })
    expect(matchPerson([byId, candidate({})], asserted)?.id).toBe('u1')
  })

  test('someone new is nobody', () => {
    expect(matchPerson([candidate({ userName: 'bob@example.com' })], asserted)).toBeUndefined()
    expect(
      matchPerson([candidate({ userName: '' })], { subject: 's', email: '', login: '' }),
    ).toBeUndefined()
  })

  test('an address does not open the account of somebody who signs in under another subject', () => {
    const other = candidate({ state: 'active', subject: '00u9zzz' })
    expect(refusalOf(() => matchPerson([other], asserted)).code).toBe('person-bound-elsewhere')
  })

  test('two who answer to one address are refused, never chosen between', () => {
    const twins = [candidate({}), candidate({ id: 'u2', userName: 'ADA@example.com' })]
    expect(refusalOf(() => matchPerson(twins, asserted)).code).toBe('person-ambiguous')
  })

  test('T59, W09a: a tombstone is found, and steps back before who was provisioned or invited anew', () => {
    const tombstone = candidate({ state: 'removed', subject: '00u1abc' })
    expect(matchPerson([tombstone], asserted)?.state).toBe('removed')
    expect(matchPerson([{ ...tombstone, subject: '00u0old' }], asserted)?.state).toBe('removed')
    expect(matchPerson([tombstone, candidate({ id: 'u2', state: 'invited' })], asserted)?.id).toBe(
      'u2',
    )
  })

  test('the order of candidates never matters', () => {
    const any = fc.record({
      id: fc.string(),
      state: fc.constantFrom(...personStates),
      userName: fc.constantFrom('ada@example.com', 'ADA', 'bob'),
      externalId: fc.constantFrom(undefined, '00u1abc', '00u2'),
      subject: fc.constantFrom(undefined, '00u2', '00u3'),
    })
    const outcome = (candidates: Candidate[]) => {
      try {
        return matchPerson(candidates, asserted)
      } catch (refusal) {
        return String(refusal).split(':')[1]
      }
    }
    fc.assert(
      fc.property(fc.uniqueArray(any, { maxLength: 4, selector: ({ id }) => id }), (candidates) => {
        expect(outcome([...candidates].reverse())).toEqual(outcome(candidates))
      }),
    )
  })
})

describe('admission', () => {
  const context = (preset: string, more: Partial<AdmissionContext> = {}): AdmissionContext => ({
    preset: getPreset(preset),
    justInTimeProvisioning: true,
    ...more,
  })

  test.each([
    ['T33', 'torque'],
    ['W06', 'twenty'],
    ['S60', 'sonarqube-cloud'],
    ['Q12', 'qualified'],
  ])('%s: under %s someone new is created at the first sign-in', (source, preset) => {
    const admission = admitPerson(context(preset), undefined, 'ada')
    expect(admission).toMatchObject({ step: 'create', state: 'active' })
    expect(admission.trace[0]).toMatchObject({ effect: 'gave', kind: 'person', source })
  })

  test('W07: with just-in-time off, someone uninvited is refused, and the invited enters', () => {
    const off = context('twenty', { justInTimeProvisioning: false })
    expect(refusalOf(() => admitPerson(off, undefined, 'ada'))).toMatchObject({
      code: 'user-unknown',
      source: 'W07',
    })
    expect(admitPerson(off, { state: 'invited' }, 'ada').step).toBe('activate')
  })

  test('T55, T56: a pending person becomes active', () => {
    const admission = admitPerson(
      context('torque', { directory: true }),
      { state: 'pending' },
      'ada',
    )
    expect(admission).toMatchObject({ step: 'activate', state: 'active' })
    expect(admission.trace[0]?.source).toBe('T56')
  })

  test('T33: where a directory is on, it alone creates people, unless precedence says otherwise', () => {
    const on = context('torque', { directory: true })
    expect(refusalOf(() => admitPerson(on, undefined, 'ada')).code).toBe('user-not-provisioned')
    const jit = { ...on, settings: { precedence: 'jit' as const } }
    expect(admitPerson(jit, undefined, 'ada').step).toBe('create')
  })

  test('Q08: an inactive person does not enter', () => {
    expect(
      refusalOf(() => admitPerson(context('qualified'), { state: 'inactive' }, 'ada')),
    ).toMatchObject({
      code: 'user-inactive',
      source: 'Q08',
    })
  })

  test.each(presetKeys)(
    'W09, W09a, T58: under %s who was removed does not come back by signing in',
    (key) => {
      for (const settings of [{}, { precedence: 'jit' as const }]) {
        const refused = refusalOf(() =>
          admitPerson(context(key, { settings }), { state: 'removed' }, 'ada'),
        )
        expect(refused.code).toBe('user-removed')
      }
    },
  )
})
