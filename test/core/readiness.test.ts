import { describe, expect, test } from '@jest/globals'
import { checkReady, faultsBefore, getPreset, presetKeys } from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const torque = getPreset('torque')
const qualified = getPreset('qualified')
const twenty = getPreset('twenty')

describe('readiness', () => {
  const ready = {
    tested: true,
    signInWorks: true,
    breakGlassAdministrators: 1,
    entitlements: ['saml', 'organization', 'enterprise'],
  }
  const codes = (...args: Parameters<typeof faultsBefore>) =>
    faultsBefore(...args).map(({ code }) => code)

  test.each(presetKeys)('%s: nothing stands in the way of who has everything', (key) => {
    expect(codes('connection', getPreset(key), ready)).toEqual([])
    expect(codes('requireSso', getPreset(key), ready)).toEqual([])
  })

  test.each([
    ['W05', 'twenty'],
    ['S05', 'sonarqube-cloud'],
  ])('%s: %s is enabled only after its test', (source, key) => {
    expect(
      refusalOf(() => checkReady('connection', getPreset(key), { ...ready, tested: false })),
    ).toMatchObject({
      code: 'test-missing',
      source,
    })
  })

  test.each([
    ['Q01', 'qualified'],
    ['W02', 'twenty'],
    ['S01', 'sonarqube-cloud'],
  ])('%s: %s may be configured but not enabled without its entitlement', (source, key) => {
    const [fault] = faultsBefore('connection', getPreset(key), { ...ready, entitlements: [] })
    expect(fault).toMatchObject({ code: 'entitlement-missing', source })
  })

  test('T74: Torque needs an administrator who enters by password', () => {
    const nobody = { ...ready, breakGlassAdministrators: 0 }
    expect(codes('connection', torque, nobody)).toEqual(['break-glass-missing'])
    expect(codes('connection', twenty, nobody)).toEqual([])
  })

  test('W10, W10a: requiring SSO needs a working connection and break-glass', () => {
    const unready = { ...ready, signInWorks: false, breakGlassAdministrators: 0 }
    expect(codes('requireSso', twenty, unready)).toEqual([
      'sign-in-unproven',
      'break-glass-missing',
    ])
  })

  test('T60: SCIM only where sign-in works; none under Twenty', () => {
    const unproven = { ...ready, signInWorks: false }
    expect(faultsBefore('directory', torque, unproven)[0]).toMatchObject({
      code: 'sign-in-unproven',
      source: 'T60',
    })
    expect(codes('directory', qualified, unproven)).toEqual([])
    expect(codes('directory', twenty, ready)).toEqual(['directory-unsupported'])
  })
})
