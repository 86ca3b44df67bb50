/** Section X of the requirements, row by row, and what else a preset decides as data. */
import { describe, expect, test } from '@jest/globals'
import {
  getPreset,
  presetKeys,
  presets,
  troubleFor,
  type ServicePreset,
} from '../../src/core/index.js'
import { isSource } from './requirement-ids.js'

const [torque, qualified, twenty, sonar] = ['torque', 'qualified', 'twenty', 'sonarqube-cloud'].map(
  getPreset,
) as [ServicePreset, ServicePreset, ServicePreset, ServicePreset]

const row = <T>(of: (preset: ServicePreset) => T) => [torque, qualified, twenty, sonar].map(of)

describe('section X: where the services contradict each other', () => {
  test.each<[string, (preset: ServicePreset) => unknown, readonly unknown[]]>([
    [
      'Q07, S08: IdP-initiated',
      (it) => it.idpInitiated.policy,
      ['optional', 'required', 'optional', 'forbidden'],
    ],
    ['T40, S61: group key', (it) => it.groups.matchedBy, ['idpIdentifier', 'name', 'name', 'name']],
    ['T42, S62, W11: group sync', (it) => it.groups.sync, ['mapped', 'none', 'reset', 'reset']],
    ['W11: mapping by setting', (it) => it.groups.switched, ['on', 'on', 'by-setting', 'on']],
    ['S63: groups never touched', (it) => it.groups.untouched, [[], [], [], ['Members']]],
    ['roles', (it) => it.roleAssignment.kind, ['positional', 'none', 'default', 'groups']],
    [
      'T31, T32: access on later sign-ins',
      (it) => it.provisioning.updateOnLogin.access,
      [false, false, false, true],
    ],
    [
      'T32: contact on later sign-ins',
      (it) => it.provisioning.updateOnLogin.contact,
      [true, true, true, true],
    ],
    ['T50, Q10: SCIM groups', (it) => it.scim?.groups, [false, false, undefined, true]],
    ['Q08: SCIM import', (it) => it.scim?.import, [false, true, undefined, false]],
    [
      'T58, Q08: deprovision',
      (it) => it.scim?.deactivated,
      ['removed', 'inactive', undefined, 'inactive'],
    ],
    [
      'W05, S05: test before enable',
      (it) => it.activation.test.demand,
      ['advised', 'advised', 'required', 'required'],
    ],
    [
      'T74, W10: break-glass',
      (it) => it.activation.breakGlass.demand,
      ['always', 'with-require-sso', 'with-require-sso', 'with-require-sso'],
    ],
    [
      'Q01, W02, S01: entitlement',
      (it) => it.activation.entitlement?.name,
      [undefined, 'saml', 'organization', 'enterprise'],
    ],
    [
      'Q01, W01, S03: protocols',
      (it) => it.protocols,
      [['saml', 'oidc'], ['saml'], ['saml', 'oidc'], ['saml', 'oidc']],
    ],
    [
      'Q03, W04, S32: registration, preferred way',
      (it) => it.registration.saml[0],
      ['manual', 'metadata-url', 'manual', 'metadata-url'],
    ],
    [
      'T53, Q09: token permission',
      (it) => it.scim?.permission,
      ['Manage Users', 'api-access', undefined, 'manage-users'],
    ],
    [
      'T52: no preset lets the service write to the IdP',
      (it) => 'push' in (it.scim ?? {}),
      [false, false, false, false],
    ],
  ])('%s', (_, of, expected) => {
    expect(row(of)).toEqual(expected)
  })

  test('T73: Torque needs tenant and client ID only; S21: Okta by domain with a secret', () => {
    expect(torque.registration.oidc[0]).toEqual({ kind: 'entra-tenant', clientSecret: 'optional' })
    expect(sonar.registration.oidc[0]).toEqual({ kind: 'okta-domain', clientSecret: 'required' })
  })

  test('T05: the attribute names are the connection’s; S09: or computed', () => {
    expect(torque.registration.attributeNames).toBe('by-connection')
    expect(sonar.registration.attributeNames).toBe('computed')
    const names = Object.fromEntries(
      torque.fields.map(({ field, attribute }) => [field, attribute]),
    )
    expect(names).toMatchObject({
      spaceName: 'space_name',
      spaceRole: 'space_role',
      timezone: 'timezone',
    })
  })

  test('T01, T70, Q07, S08: the ways in, in the pages’ own words', () => {
    expect(torque.waysIn.map(({ kind }) => kind)).toContain('email-domain')
    expect(torque.waysIn.find(({ kind }) => kind === 'button')?.label).toBe('Sign in with Azure')
    expect(qualified.waysIn.find(({ kind }) => kind === 'remembered-idp')?.label).toBe('SSO LOG IN')
    expect(sonar.waysIn.some(({ kind }) => kind === 'enterprise-key')).toBe(true)
  })
})

describe('a fifth service needs data only', () => {
  test.each(presetKeys)('%s is plain data: it survives a trip through JSON', (key) => {
    const preset = getPreset(key)
    expect(JSON.parse(JSON.stringify(preset))).toEqual(preset)
  })

  test.each(presetKeys)('%s agrees with itself', (key) => {
    const preset = getPreset(key)
    expect(preset.protocols.includes('oidc')).toBe(preset.oidcEndpoints !== null)
    expect(preset.protocols.includes('oidc')).toBe(preset.registration.oidc.length > 0)
    const { roleAssignment, roles } = preset
    if (roleAssignment.kind === 'positional') expect(roles).toContain(roleAssignment.fallbackRole)
    if (roleAssignment.kind === 'default') expect(roles).toContain(roleAssignment.defaultRole)
    expect(new Set(preset.fields.map(({ field }) => field)).size).toBe(preset.fields.length)
  })

  test.each(presetKeys)('%s: a global ACS needs issuers that tell customers apart (Q02)', (key) => {
    const preset = getPreset(key)
    if (!preset.endpoints.acsUrl.includes('{name}'))
      expect(preset.registration.uniqueIssuer).toBe(true)
  })

  test('keys and names are unique', () => {
    expect(new Set(presetKeys).size).toBe(presets.length)
  })
})

describe('troubleshooting in the pages’ own words', () => {
  test('Q05: a 404 while testing means a Reply URL that should be blank', () => {
    expect(troubleFor(qualified, { code: 'no-such-route' })[0]?.remedy).toContain('blank')
    expect(qualified.troubleshooting.map(({ code }) => code)).toContain('sso-reply-url-404')
  })

  test('Q06: an audience that is nearly right', () => {
    expect(troubleFor(qualified, { code: 'audience-mismatch' })[0]?.cause).toContain('www')
  })

  test('W14: certificate, ACS URL, user not found', () => {
    const first = (code: string) => troubleFor(twenty, { code })[0]?.code
    expect(first('signing-certificate-expired')).toBe('certificate-expired')
    expect(first('recipient-mismatch')).toBe('acs-url-mismatch')
    expect(first('user-unknown')).toBe('user-not-found')
  })

  test('S07, S08: one ACS, and no start from the portal', () => {
    expect(troubleFor(sonar, { code: 'recipient-mismatch' })[0]?.source).toBe('S07')
    expect(troubleFor(sonar, { code: 'unsolicited-response' })[0]?.source).toBe('S08')
  })

  test('T62, T63: Entra’s forty minutes, Okta’s red mark', () => {
    expect(torque.troubleshooting.find(({ source }) => source.includes('T62'))?.cause).toContain(
      '40 minutes',
    )
  })
})

describe('sources', () => {
  const sourcesIn = (value: unknown): readonly string[] => {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, each]) => {
      if (key !== 'source') return sourcesIn(each)
      return typeof each === 'string' ? [each] : Object.values(each as Record<string, string>)
    })
  }

  test.each(presets.map((preset) => [preset.key, preset] as const))(
    '%s: every rule says by which requirement, or whose page, it is so',
    (_, { fields, ...rest }) => {
      const sources = sourcesIn(rest)
      expect(sources.length).toBeGreaterThan(10)
      expect(sources.filter((source) => !isSource(source))).toEqual([])
      expect(fields.filter(({ source }) => !isSource(source))).toEqual([])
    },
  )
})
