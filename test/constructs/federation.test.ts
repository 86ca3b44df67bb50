/** Both sides from one intent: the names agree, and the connection waits for the app, never the app for the connection. */
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
  type Claims,
  type FederationProps,
  type ISamlIdp,
  type ServicePresetKey,
} from '../../constructs/index.js'
import { EntraIdp, samlGroupClaimName } from '../../constructs/entra/index.js'
import { OktaIdp } from '../../constructs/okta/index.js'
import { presetKeys } from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'
import { graphOf, reachable } from './graph.js'
import { givenOrganization, givenStack, givenToken, only } from './stack.js'

function federated(
  idp: ISamlIdp,
  props: Partial<FederationProps> = {},
  preset: ServicePresetKey = 'sonarqube-cloud',
): { readonly stack: TerraformStack; readonly federation: Federation } {
  const stack = givenStack()
  new OktaProvider(stack, 'okta', {})
  new AzureadProvider(stack, 'azuread', {})
  const organization = givenOrganization(stack, { preset })
  return {
    stack,
    federation: new Federation(stack, 'sso', { organization, name: 'acme-saml', idp, ...props }),
  }
}

const namesSent = (stack: TerraformStack): unknown =>
  (only(stack, 'okta_app_saml')['attribute_statements'] as { name: string }[]).map(
    ({ name }) => name,
  )

const sources: readonly (readonly [string, () => ISamlIdp])[] = [
  ['Okta', () => new OktaIdp({ assignedGroupIds: ['00g1'] })],
  ['Okta by URL', () => new OktaIdp({ orgUrl: 'https://acme.okta.com/' })],
  ['Entra', () => new EntraIdp({ assignedGroupIds: ['7f3a'] })],
]

describe.each(sources)('through %s', (_, idp) => {
  test('there is no cycle, and nothing of the IdP’s waits for the service', () => {
    const graph = graphOf(federated(idp()).stack)
    for (const address of graph.keys()) {
      expect(reachable(graph, address)).not.toContain(address)
      if (!address.startsWith('mortise_'))
        expect([...reachable(graph, address)].join()).not.toContain('mortise_')
    }
    const connection = 'mortise_saml_connection.sso_Connection_'
    const [from = ''] = [...graph.keys()].filter((address) => address.startsWith(connection))
    expect([...reachable(graph, from)].join()).toMatch(/okta_app_saml|azuread_service_principal/)
  })
})

describe.each(presetKeys as readonly ServicePresetKey[])('by default, under %s', (preset) => {
  const idpMetadataUrl = 'https://idp.example.com/metadata'
  const idps: readonly (readonly [string, ISamlIdp])[] = [
    ...sources.map(([title, idp]) => [title, idp()] as const),
    ['JumpCloud', new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl })],
    ['Google', new CustomSamlIdp({ console: googleWorkspace, idpMetadataUrl })],
    ['Keycloak', new CustomSamlIdp({ console: keycloak, idpMetadataUrl })],
  ]
  test.each(idps)('%s can send all that is required', (_, idp) => {
    const { federation } = federated(idp, {}, preset)
    expect(federation.connection.name).toBe('acme-saml')
  })
})

test('the service reads Entra’s metadata only when there is a certificate in it', () => {
  const { stack } = federated(new EntraIdp())
  expect(only(stack, 'mortise_saml_connection')['depends_on']).toEqual([
    expect.stringContaining('azuread_service_principal_token_signing_certificate.'),
  ])
})

describe('claims', () => {
  const claims: Claims = {
    name: { name: 'displayName', property: 'fullName' },
    email: { name: 'mail' },
  }

  test('are named once: what Okta sends, the connection reads', () => {
    const { stack, federation } = federated(new OktaIdp(), { claims })
    expect(namesSent(stack)).toEqual(['login', 'displayName', 'mail', 'groups'])
    expect(only(stack, 'mortise_saml_connection')['attribute_mapping']).toEqual({
      name: 'displayName',
      email: 'mail',
    })
    expect(Object.values(federation.connection.attributeNames).sort()).toEqual(
      [...(namesSent(stack) as string[])].sort(),
    )
  })

  test('S45a: Entra’s group claim has its own name, and the mapping follows', () => {
    const { stack } = federated(new EntraIdp())
    expect(only(stack, 'mortise_saml_connection')['attribute_mapping']).toEqual({
      groups: samlGroupClaimName,
    })
    expect(ManualStep.of(stack)).toEqual([])
  })

  test('S45a: another name is a step for a person', () => {
    const { stack } = federated(new EntraIdp(), { claims: { groups: { name: 'groups' } } })
    expect(ManualStep.of(stack).map(({ record }) => record.values[0])).toEqual([
      { field: 'Name', value: 'groups' },
    ])
  })

  const refused: readonly (readonly [string, Claims, string])[] = [
    ['a field the service has not', { spaceName: { constant: 'A' } }, 'unknown-claim'],
    ['two sources', { email: { property: 'email', constant: 'x' } }, 'claim-source-ambiguous'],
    ['a name twice', { email: { name: 'login' } }, 'claim-name-twice'],
    [
      'two filters',
      { groups: { filter: { matches: '.*', equals: 'A' } } },
      'group-filter-ambiguous',
    ],
  ]
  test.each(refused)('are refused with %s', (_, given, code) => {
    const finding = refusalOf(() => federated(new OktaIdp(), { claims: given }))
    expect(finding.code).toBe(code)
  })

  test('are refused where no IdP can know what the service requires', () => {
    const claims: Claims = { spaceName: {} }
    const finding = refusalOf(() => federated(new OktaIdp(), { claims }, 'torque'))
    expect(finding).toMatchObject({ code: 'claim-source-missing', path: 'claims.spaceName' })
  })

  test('may be tokens, which nobody looks into', () => {
    const stack = givenStack()
    new OktaProvider(stack, 'okta', {})
    new Federation(stack, 'sso', {
      organization: givenOrganization(stack),
      name: 'acme-saml',
      idp: new OktaIdp({ label: givenToken(stack, 'label') }),
      claims: { email: { name: givenToken(stack, 'mail') } },
    })
    expect(namesSent(stack)).toContain('${var.mail}')
    expect(only(stack, 'mortise_saml_connection')['attribute_mapping']).toEqual({
      email: '${var.mail}',
    })
  })
})

describe('through an IdP without a provider', () => {
  const told = (idp: CustomSamlIdp, preset?: ServicePresetKey) =>
    ManualStep.of(federated(idp, {}, preset).stack).map(({ record }) => record)
  const idpMetadataUrl = 'https://idp.example.com/metadata'

  test('S50: JumpCloud is told by steps, with every value computed', () => {
    const steps = told(new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl }))
    expect(steps.map(({ id, when }) => [id, when])).toEqual([
      ['sso/Idp/CreateApp', 'before-apply'],
      ['sso/Idp/Endpoints', 'after-apply'],
      ['sso/Idp/Attributes', 'after-apply'],
      ['sso/Idp/Groups', 'after-apply'],
    ])
    expect(steps[1]?.values.slice(0, 2)).toEqual([
      { field: 'SP Entity ID', value: 'https://sso.example.com/saml/acme-saml/acs' },
      { field: 'ACS URLs, Default URL', value: 'https://sso.example.com/saml/acme-saml/acs' },
    ])
  })

  test('S51: the audience is the ACS URL on both sides, as documented, or another on both', () => {
    const idp = () => new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl })
    const sides = (props: Partial<FederationProps>, preset?: ServicePresetKey) => {
      const { stack, federation } = federated(idp(), props, preset)
      const [spEntityId] = ManualStep.of(stack)[1]?.record.values ?? []
      const { connection } = federation
      return [
        spEntityId && 'value' in spEntityId && spEntityId.value,
        'spEntityId' in connection && connection.spEntityId,
      ]
    }
    const acsUrl = 'https://sso.example.com/saml/acme-saml/acs'
    expect(sides({})).toEqual([acsUrl, acsUrl])
    expect(sides({ audience: 'urn:sonar' })).toEqual(['urn:sonar', 'urn:sonar'])
    const entityId = 'https://sso.example.com/saml/acme-saml/metadata'
    expect(sides({}, 'torque')).toEqual([entityId, entityId])
    expect(only(federated(idp()).stack, 'mortise_saml_connection')['settings']).toEqual({
      idp_kind: 'jumpcloud',
    })
  })

  test('T03: which IdP it is, is said; of one we do not know, nothing', () => {
    const settings = (idp: ISamlIdp) =>
      only(federated(idp).stack, 'mortise_saml_connection')['settings']
    expect(settings(new OktaIdp())).toEqual({ idp_kind: 'okta' })
    expect(settings(new EntraIdp())).toEqual({ idp_kind: 'entra' })
    expect(settings(new CustomSamlIdp({ idpMetadataUrl }))).toBeUndefined()
  })

  const attributes = (asDocumented: boolean) =>
    told(new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl, asDocumented }))[2]?.values.map(
      ({ field }) => field.split(' ').at(-1),
    )

  test('S52: JumpCloud’s name and login are taken by their meaning, or as documented', () => {
    expect(attributes(false)).toEqual(['username', 'displayname', 'email'])
    expect(attributes(true)).toEqual(['displayname', 'username', 'email'])
  })

  test.each([
    ['Google Workspace', googleWorkspace],
    ['Keycloak', keycloak],
  ])('%s is known as data', (title, console) => {
    const steps = told(new CustomSamlIdp({ console, idpMetadataUrl }), 'twenty')
    expect(new Set(steps.map(({ idp }) => idp))).toEqual(new Set([title]))
  })

  test('S53: any other IdP is told by hand: entity ID, SSO URL, certificate', () => {
    const finding = refusalOf(() =>
      federated(
        new CustomSamlIdp({ idpEntityId: 'urn:idp', idpSsoUrl: 'https://idp.example.com' }),
      ),
    )
    expect(finding.code).toBe('idp-source-ambiguous')
  })
})
