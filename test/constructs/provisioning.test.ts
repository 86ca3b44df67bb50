/** A Federation that also provisions: both sides in one apply, without a cycle, and the token in nobody's state who did not say so. */
import { describe, expect, test } from '@jest/globals'
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import type { TerraformStack } from 'cdktf'
import {
  CustomSamlIdp,
  Federation,
  googleWorkspace,
  jumpCloud,
  keycloak,
  ManualStep,
  SecretVariable,
  waiversOf,
  type FederationProps,
  type ISamlIdp,
  type ProvisioningOptions,
  type ServicePresetKey,
} from '../../constructs/index.js'
import { EntraIdp } from '../../constructs/entra/index.js'
import { OktaIdp } from '../../constructs/okta/index.js'
import { refusalOf } from '../refusal.js'
import { graphOf, reachable } from './graph.js'
import { complaints, givenOrganization, givenStack, only, synthesized } from './stack.js'

const waiver = { name: 'scim-token', reason: 'no other way', until: '2100-01-01' }
const idpMetadataUrl = 'https://idp.example.com/metadata'

function provisioned(
  idp: ISamlIdp,
  preset: ServicePresetKey = 'torque',
  options: Partial<ProvisioningOptions> = {},
  props: Partial<FederationProps> = {},
): { readonly stack: TerraformStack; readonly federation: Federation } {
  const stack = givenStack()
  new OktaProvider(stack, 'okta', {})
  new AzureadProvider(stack, 'azuread', {})
  const federation = new Federation(stack, 'sso', {
    organization: givenOrganization(stack, { preset }),
    name: 'acme',
    idp,
    activation: {},
    provisioning: { token: new SecretVariable(stack, 'scim').stringValue, ...options },
    ...props,
  })
  return { stack, federation }
}

const valuesTold = (stack: TerraformStack): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ManualStep.of(stack).flatMap(({ record }) =>
      record.values.map((each) => [each.field, 'value' in each ? each.value : 'secret']),
    ),
  )

describe('in one apply', () => {
  const entra = () => provisioned(new EntraIdp(), 'torque', { secretInState: waiver })

  test.each([
    ['Okta', () => provisioned(new OktaIdp())],
    ['Entra', entra],
    ['JumpCloud', () => provisioned(new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl }))],
  ])('there is no cycle: %s', (_, made) => {
    const graph = graphOf(made().stack)
    for (const address of graph.keys())
      expect([address, reachable(graph, address).has(address)]).toEqual([address, false])
  })

  const waitsFor = (made: TerraformStack, type: string): string => {
    const graph = graphOf(made)
    const [address = ''] = [...graph.keys()].filter((each) => each.startsWith(`${type}.`))
    return [...reachable(graph, address)].join(' ')
  }

  test('T60: the directory waits until the connection is enabled, the token for the directory', () => {
    const { stack } = provisioned(new OktaIdp())
    expect(waitsFor(stack, 'mortise_directory')).toContain('mortise_connection_activation.')
    expect(waitsFor(stack, 'mortise_directory_token')).toContain('mortise_directory.')
  })

  test('T62: Entra’s job waits for the token, Entra’s app for nothing of the service', () => {
    const { stack } = entra()
    const job = waitsFor(stack, 'azuread_synchronization_job')
    expect(job).toContain('azuread_synchronization_secret.')
    expect(job).toContain('mortise_directory_token.')
    for (const type of ['azuread_application', 'azuread_service_principal'])
      expect(waitsFor(stack, type)).not.toContain('mortise_')
  })

  test('T04: one app carries both', () => {
    const { stack, federation } = entra()
    const { servicePrincipal } = EntraIdp.appOf(federation)
    expect(only(stack, 'azuread_synchronization_job')['service_principal_id']).toBe(
      `\${azuread_service_principal.${servicePrincipal.friendlyUniqueId}.id}`,
    )
    expect(Object.keys(synthesized(stack).resource?.['azuread_application'] ?? {})).toHaveLength(1)
  })
})

describe('the token', () => {
  test('T54: both sides have the same value, in a write-only argument here, in a step there', () => {
    const { stack } = provisioned(new OktaIdp())
    expect(only(stack, 'mortise_directory_token')['value_wo']).toContain('var.scim')
    const text = JSON.stringify(synthesized(stack).output)
    expect(text).not.toContain('var.scim')
    expect(valuesTold(stack)['Authorization']).toBe('secret')
  })

  test('reaches Entra under a waiver only, which is on record with name, reason and day', () => {
    const refused = refusalOf(() => provisioned(new EntraIdp()))
    expect(refused).toMatchObject({ code: 'secret-in-state', path: 'secretInState' })
    const { stack } = provisioned(new EntraIdp(), 'torque', { secretInState: waiver })
    const address = expect.stringMatching(
      /^azuread_synchronization_secret\.sso_Provisioning_Secret/,
    )
    const record = { ...waiver, code: 'secret-in-state', address }
    expect(waiversOf(stack)).toEqual([record])
    expect(synthesized(stack).output?.['mortise_waivers']?.value).toEqual([record])
  })

  test('is the same in Entra’s secret, without the word Bearer', () => {
    const { stack } = provisioned(new EntraIdp(), 'torque', { secretInState: waiver })
    const [, token] = only(stack, 'azuread_synchronization_secret')['credential'] as {
      value: string
    }[]
    expect(token?.value).toBe(only(stack, 'mortise_directory_token')['value_wo'])
  })

  test('may have a name, a version and a term', () => {
    const options = { tokenName: 'second', tokenVersion: 3, tokenExpiresInDays: 30 }
    const { stack } = provisioned(new OktaIdp(), 'torque', { ...options, directoryName: 'people' })
    expect(only(stack, 'mortise_directory_token')).toMatchObject({
      ...{ name: 'second', value_wo_version: 3, expires_in_days: 30 },
    })
    expect(only(stack, 'mortise_directory')['name']).toBe('people')
  })
})

describe('is refused', () => {
  test('under a preset without SCIM', () => {
    expect(refusalOf(() => provisioned(new OktaIdp(), 'twenty')).code).toBe('directory-unsupported')
  })

  test('T60: without an activation', () => {
    const stack = givenStack()
    new OktaProvider(stack, 'okta', {})
    const make = () =>
      new Federation(stack, 'sso', {
        organization: givenOrganization(stack, { preset: 'torque' }),
        name: 'acme',
        idp: new OktaIdp(),
        provisioning: { token: new SecretVariable(stack, 'scim').stringValue },
      })
    expect(refusalOf(make)).toMatchObject({
      code: 'provisioning-without-activation',
      source: 'T60',
    })
  })

  test.each([
    ['Google', googleWorkspace],
    ['Keycloak', keycloak],
  ])('by %s, which cannot push to an app of one’s own', (_, console) => {
    const idp = new CustomSamlIdp({ console, idpMetadataUrl })
    expect(refusalOf(() => provisioned(idp)).code).toBe('provisioning-unsupported')
  })
})

describe('what is pushed follows from the preset', () => {
  test('T50, T61: Torque takes users only, by Okta’s SCIM tab', () => {
    expect(valuesTold(provisioned(new OktaIdp()).stack)).toMatchObject({
      'SCIM connector base URL': 'https://sso.example.com/api/scim',
      'Push Groups': 'off',
      'Push New Users': 'on',
    })
  })

  test('Q08, Q10: Qualified’s lives in an app of Okta’s catalogue', () => {
    const { stack } = provisioned(new OktaIdp({ catalogueApp: 'Qualified.io' }), 'qualified')
    expect(valuesTold(stack)).toMatchObject({ 'API Token': 'secret', 'Deactivate Users': 'on' })
    expect(valuesTold(stack)).not.toHaveProperty('SCIM connector base URL')
  })

  test.each([
    ['torque', 'off'],
    ['sonarqube-cloud', 'on'],
  ] as const)('JumpCloud pushes groups where the service takes them: %s %s', (preset, groups) => {
    const { stack } = provisioned(new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl }), preset)
    expect(valuesTold(stack)).toMatchObject({
      'Token Key': 'secret',
      'Enable management of User Groups and Group Membership': groups,
    })
  })
})

describe('a waiver', () => {
  const waived = (change: object) =>
    provisioned(new EntraIdp(), 'torque', { secretInState: { ...waiver, ...change } }).stack

  test('holds until its day, and not a day longer', () => {
    expect(complaints(waived({ until: '2020-02-29' })).join()).toContain(
      'waiver-expired: waiver "scim-token" held until 2020-02-29',
    )
    const today = new Date().toISOString().slice(0, 10)
    expect(complaints(waived({ until: today }))).toEqual([])
  })

  test.each([
    [{ name: ' ' }, 'secretInState.name'],
    [{ reason: 'because' }, 'secretInState.reason'],
    [{ until: 'next year' }, 'secretInState.until'],
    [{ until: '2027-02-31' }, 'secretInState.until'],
  ])('says something: not %j', (change, path) => {
    expect(refusalOf(() => waived(change))).toMatchObject({ code: 'invalid-input', path })
  })
})
