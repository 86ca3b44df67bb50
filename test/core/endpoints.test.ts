import { describe, expect, test } from '@jest/globals'
import {
  enterpriseKeyUrl,
  idpKindOf,
  oidcEndpoints,
  presetKeys,
  samlEndpoints,
  scimEndpoints,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const saml = (preset: string, serviceUrl = 'https://sp.example') =>
  samlEndpoints(serviceUrl, preset, 'acme')

describe('SAML endpoints', () => {
  test('Q04: one ACS for all customers of Qualified, on the host with www', () => {
    expect(saml('qualified', 'https://www.qualified.io').acsUrl).toBe(
      'https://www.qualified.io/api/saml/consume',
    )
  })

  test('Q06: the audience is the host without www and without a slash', () => {
    expect(saml('qualified', 'https://www.qualified.io/').spEntityId).toBe('https://qualified.io')
    expect(saml('qualified', 'https://qualified.io').spEntityId).toBe('https://qualified.io')
    expect(saml('qualified', 'https://wwwx.qualified.io').spEntityId).toBe(
      'https://wwwx.qualified.io',
    )
  })

  test('Q06: of a token nothing is stripped, since nobody can look into it', () => {
    expect(saml('qualified', '${var.service_url}').spEntityId).toBe('${var.service_url}')
  })

  test('W03: Twenty’s endpoints hold the connection; the login URL is the entity ID', () => {
    expect(saml('twenty')).toEqual({
      acsUrl: 'https://sp.example/auth/saml/callback/acme',
      spEntityId: 'https://sp.example/auth/saml/login/acme',
      spMetadataUrl: 'https://sp.example/auth/saml/metadata/acme',
      loginUrl: 'https://sp.example/auth/saml/login/acme',
    })
  })

  test('T71: Torque has one callback for both protocols, at this very path', () => {
    const instance = 'https://acme.qtorque.io'
    const callback = 'https://acme.qtorque.io/api/accounts/idp-callback'
    expect(oidcEndpoints(instance, 'torque', 'acme').redirectUri).toBe(callback)
    expect(saml('torque', instance).acsUrl).toBe(callback)
  })

  test('S51: JumpCloud is given the ACS URL as audience, other IdPs are not', () => {
    const of = (settings: Parameters<typeof samlEndpoints>[3]) =>
      samlEndpoints('https://sp.example', 'sonarqube-cloud', 'acme', settings).spEntityId
    expect(of({ idpKind: 'jumpcloud' })).toBe('https://sp.example/saml/acme/acs')
    expect(of({ idpKind: 'okta' })).toBe('https://sp.example/saml/acme/metadata')
    expect(of({ idpKind: 'jumpcloud', audience: 'urn:sonar' })).toBe('urn:sonar')
    expect(of(undefined)).toBe('https://sp.example/saml/acme/metadata')
  })

  test.each(presetKeys)('%s: a token passes through every endpoint unharmed', (key) => {
    const token = '${TfToken[TOKEN.1]}'
    for (const url of Object.values<string>({ ...saml(key, token) })) {
      expect(url.startsWith(token)).toBe(true)
      expect(url).not.toContain('{name}')
      expect(url).not.toContain('{serviceUrl}')
    }
  })
})

describe('OIDC and SCIM endpoints', () => {
  test('T07, W01, S03: who speaks OpenID Connect', () => {
    expect(oidcEndpoints('https://sp.example', 'twenty', 'acme').redirectUri).toBe(
      'https://sp.example/auth/oidc/callback',
    )
    expect(oidcEndpoints('${t}', 'sonarqube-cloud', 'acme').redirectUri).toBe(
      '${t}/oidc/acme/callback',
    )
  })

  test('Q01: Qualified does not', () => {
    expect(refusalOf(() => oidcEndpoints('https://sp.example', 'qualified', 'acme'))).toMatchObject(
      {
        code: 'protocol-unsupported',
      },
    )
  })

  test('T51: Torque’s SCIM has no /v2 and no name; T50: no groups', () => {
    expect(scimEndpoints('https://portal.qtorque.io', 'torque', 'acme')).toEqual({
      scimBaseUrl: 'https://portal.qtorque.io/api/scim',
      usersUrl: 'https://portal.qtorque.io/api/scim/Users',
      groupsUrl: null,
    })
  })

  test('S06: SonarQube Cloud provisions groups too', () => {
    expect(scimEndpoints('${t}/', 'sonarqube-cloud', 'acme').groupsUrl).toBe(
      '${t}/scim/acme/v2/Groups',
    )
  })

  test('Twenty has no SCIM', () => {
    expect(refusalOf(() => scimEndpoints('https://sp.example', 'twenty', 'acme')).code).toBe(
      'directory-unsupported',
    )
  })

  test('S08: the way in by enterprise key', () => {
    expect(enterpriseKeyUrl('https://sp.example/', 'sonarqube-cloud', 'acme & co')).toBe(
      'https://sp.example/login/sso?enterprise_key=acme%20%26%20co',
    )
    expect(enterpriseKeyUrl('https://sp.example', 'torque', 'acme')).toBeUndefined()
  })
})

test.each([
  ['http://www.okta.com/exk1fcia6d6EMsf331d8', 'okta'],
  ['https://acme.okta.com/oauth2/default', 'okta'],
  ['https://sts.windows.net/7a0f/', 'entra'],
  ['https://login.microsoftonline.com/7a0f/v2.0', 'entra'],
  ['https://accounts.google.com/o/saml2?idpid=C01', 'google'],
  ['https://sso.jumpcloud.com/saml2/x', 'jumpcloud'],
  ['https://okta.com.evil.example/', 'other'],
  ['https://notokta.com/', 'other'],
  ['JumpCloud', 'other'],
  ['', 'other'],
])('%j speaks of %s', (identifier, kind) => {
  expect(idpKindOf(identifier)).toBe(kind)
})
