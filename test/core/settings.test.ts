import { describe, expect, test } from '@jest/globals'
import { checkSettings, getPreset, settingsFor } from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const torque = getPreset('torque')
const qualified = getPreset('qualified')
const twenty = getPreset('twenty')
const sonar = getPreset('sonarqube-cloud')

describe('settings', () => {
  test('the preset fills what the connection leaves out', () => {
    expect(settingsFor(torque)).toEqual({
      idpInitiated: false,
      groupMapping: true,
      caseInsensitive: false,
      extraRoles: 'ignore',
      accountRole: false,
      updateContact: true,
      updateAccess: false,
      precedence: 'scim',
    })
    expect(settingsFor(qualified)).toMatchObject({ idpInitiated: true, groupMapping: false })
    expect(settingsFor(twenty)).toMatchObject({ groupMapping: false })
    expect(settingsFor(twenty, { groupMapping: true, idpInitiated: true })).toMatchObject({
      groupMapping: true,
      idpInitiated: true,
    })
  })

  test.each([
    ['S08', 'sonarqube-cloud', { idpInitiated: true }],
    ['Q07', 'qualified', { idpInitiated: false }],
    ['W11', 'sonarqube-cloud', { groupMapping: false }],
    ['T26', 'twenty', { extraRoles: 'firstValid' as const }],
    ['T34', 'qualified', { accountRole: true }],
  ])('%s: %s does not leave %j open', (source, key, chosen) => {
    const refused = refusalOf(() => checkSettings(getPreset(key), chosen))
    expect(refused).toMatchObject({ code: 'setting-not-offered', source })
    expect(refused.path).toBe(`settings.${Object.keys(chosen)[0]}`)
  })

  test('what is open may be chosen', () => {
    expect(() =>
      checkSettings(torque, { idpInitiated: true, extraRoles: 'firstValid' }),
    ).not.toThrow()
    expect(() => checkSettings(sonar)).not.toThrow()
  })
})
