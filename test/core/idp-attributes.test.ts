import { describe, expect, test } from '@jest/globals'
import { getPreset, idpAttributes, presetKeys } from '../../src/core/index.js'

const sonar = getPreset('sonarqube-cloud')

describe('what to set up at the IdP', () => {
  const values = (idp: Parameters<typeof idpAttributes>[2], options = {}) =>
    Object.fromEntries(
      idpAttributes(sonar, {}, idp, options).map(({ field, value }) => [field, value]),
    )

  test('S33: Okta', () => {
    expect(values('okta')).toEqual({
      login: 'user.login',
      name: 'user.firstName',
      email: 'user.email',
      groups: 'Matches regex .*',
    })
  })

  test('S44, S45: Entra', () => {
    expect(values('entra')).toEqual({
      login: 'user.userprincipalname',
      name: 'user.givenname',
      email: 'user.mail',
      groups: 'Groups assigned to the application',
    })
  })

  test('S33a: the full name on request', () => {
    expect(values('okta', { fullName: true })).toMatchObject({ name: 'user.displayName' })
    expect(values('entra', { fullName: true })).toMatchObject({ name: 'user.displayname' })
  })

  test('S50, S52: JumpCloud by meaning, and as documented on request', () => {
    expect(values('jumpcloud')).toMatchObject({
      name: 'displayname',
      login: 'username',
      email: 'email',
    })
    expect(values('jumpcloud', { asDocumented: true })).toMatchObject({
      name: 'username',
      login: 'displayname',
    })
  })

  test('S09: under the names of the connection’s mapping; of unknown consoles nothing is said', () => {
    const [login] = idpAttributes(sonar, { login: 'uid' }, 'okta')
    expect(login).toMatchObject({ field: 'login', attribute: 'uid', value: 'user.login' })
    expect(idpAttributes(sonar, {}, 'other')).toEqual([])
  })

  test.each(presetKeys)('Google has its values under %s too', (key) => {
    expect(idpAttributes(getPreset(key), {}, 'google').map(({ field }) => field)).toContain('email')
  })
})
