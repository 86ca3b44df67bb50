/** The SAML connection construct: one IdP told in one way, endpoints that wait for nothing. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from 'cdktf'
import {
  MortiseProvider,
  SamlConnection,
  type SamlConnectionProps,
} from '../../constructs/index.js'
import { samlEndpoints } from '../../src/core/index.js'
import { standIns } from '../../constructs/tokens.js'
import { refusalOf } from '../refusal.js'
import {
  givenOrganization,
  givenStack,
  givenToken,
  rendered,
  resource,
  serviceUrl,
  synthesized,
} from './stack.js'

const idpMetadataUrl = 'https://idp.example.com/metadata'
const { certificate } = standIns

const givenConnection = (
  stack: TerraformStack,
  props: Partial<SamlConnectionProps> = { idpMetadataUrl },
): SamlConnection =>
  new SamlConnection(stack, 'saml', {
    organization: givenOrganization(stack),
    name: 'acme-saml',
    ...props,
  })

describe('a SAML connection', () => {
  test('becomes one resource, whose address is the construct’s id', () => {
    const stack = givenStack()
    givenConnection(stack, {
      idpMetadataUrl,
      attributeMapping: { email: 'mail' },
      justInTimeProvisioning: false,
    })
    expect(resource(stack, 'mortise_saml_connection', 'saml')).toEqual({
      organization: '${mortise_organization.acme.name}',
      name: 'acme-saml',
      idp_metadata_url: idpMetadataUrl,
      attribute_mapping: { email: 'mail' },
      just_in_time_provisioning: false,
    })
  })

  test('says nothing about what it leaves to the provider', () => {
    const stack = givenStack()
    givenConnection(stack)
    expect(Object.keys(resource(stack, 'mortise_saml_connection', 'saml')).sort()).toEqual([
      'idp_metadata_url',
      'name',
      'organization',
    ])
  })

  test.each([
    ['metadata', { idpMetadataXml: '<EntityDescriptor/>' }],
    [
      'hand',
      {
        idpEntityId: 'urn:idp',
        idpSsoUrl: 'https://idp.example.com/sso',
        certificates: [certificate],
      },
    ],
  ])('may be told its IdP by %s', (_, props) => {
    const stack = givenStack()
    givenConnection(stack, props)
    expect(Object.values(resource(stack, 'mortise_saml_connection', 'saml'))).toEqual(
      expect.arrayContaining(Object.values(props)),
    )
  })

  test.each<[string, Partial<SamlConnectionProps>, string, string]>([
    ['no IdP', {}, 'idp-source-ambiguous', 'idpMetadataUrl'],
    [
      'two ways of telling',
      { idpMetadataUrl, idpMetadataXml: '<x/>' },
      'idp-source-ambiguous',
      'idpMetadataUrl',
    ],
    ['half by hand', { idpEntityId: 'urn:idp' }, 'idp-source-ambiguous', 'idpMetadataUrl'],
    ['a name with capitals', { idpMetadataUrl, name: 'Acme' }, 'invalid-input', 'name'],
    [
      'metadata over plain http',
      { idpMetadataUrl: 'http://idp.example.com/m' },
      'invalid-input',
      'idpMetadataUrl',
    ],
    [
      'a field the service does not know',
      { idpMetadataUrl, attributeMapping: { phone: 'tel' } as object },
      'unknown-mapping-field',
      'attributeMapping.phone',
    ],
    [
      'what is no certificate',
      { idpEntityId: 'urn:idp', idpSsoUrl: 'https://idp.example.com/sso', certificates: ['nope'] },
      'certificate-malformed',
      'certificates.0',
    ],
  ])('refuses %s', (_, props, code, path) => {
    const stack = givenStack()
    expect(refusalOf(() => givenConnection(stack, props))).toMatchObject({ code, path })
  })
})

describe('settings', () => {
  test('are flat here, and an object in Terraform; the policy beside them', () => {
    const stack = givenStack()
    givenConnection(stack, {
      idpMetadataUrl,
      updateContact: false,
      precedence: 'jit',
      policy: { signed: 'both', encryption: 'required' },
    })
    expect(resource(stack, 'mortise_saml_connection', 'saml')).toMatchObject({
      settings: { update_contact: false, precedence: 'jit' },
      policy: { signed: 'both', encryption: 'required' },
    })
  })

  test.each([
    ['S08', { idpInitiated: true }, 'sonarqube-cloud', 'settings.idpInitiated'],
    ['Q07', { idpInitiated: false }, 'qualified', 'settings.idpInitiated'],
    ['T26', { extraRoles: 'firstValid' }, 'twenty', 'settings.extraRoles'],
  ] as const)('%s: refuses what the preset does not leave open', (_, settings, preset, path) => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset })
    const make = () =>
      new SamlConnection(stack, 'saml', { organization, name: 'x', idpMetadataUrl, ...settings })
    expect(refusalOf(make)).toMatchObject({ code: 'setting-not-offered', path })
  })

  test.each([
    ['JumpCloud', { idpKind: 'jumpcloud' }, 'https://sso.example.com/saml/acme-saml/acs'],
    ['another', { idpKind: 'okta' }, 'https://sso.example.com/saml/acme-saml/metadata'],
    ['any that says so', { audience: 'urn:acme' }, 'urn:acme'],
    ['JumpCloud told otherwise', { idpKind: 'jumpcloud', audience: 'urn:acme' }, 'urn:acme'],
  ] as const)('S51: our name at %s', (_, settings, spEntityId) => {
    const stack = givenStack()
    const connection = givenConnection(stack, { idpMetadataUrl, ...settings })
    expect(connection.spEntityId).toBe(spEntityId)
    expect(resource(stack, 'mortise_saml_connection', 'saml')['settings']).toMatchObject(
      Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
          name.replace('idpKind', 'idp_kind'),
          value,
        ]),
      ),
    )
  })

  test('may be tokens, which contradict nothing yet', () => {
    const stack = givenStack()
    const audience = givenToken(stack)
    const connection = givenConnection(stack, { idpMetadataUrl, audience })
    expect(rendered(stack, connection.spEntityId)).toBe('${var.unknown}')
  })
})

describe('what is not known yet', () => {
  test('counts as told, and is not inspected', () => {
    const stack = givenStack()
    const token = givenToken(stack)
    givenConnection(stack, {
      name: token,
      idpEntityId: token,
      idpSsoUrl: token,
      certificates: [token, certificate],
      attributeMapping: { email: token },
    })
    expect(resource(stack, 'mortise_saml_connection', 'saml')).toMatchObject({
      certificates: ['${var.unknown}', certificate],
      attribute_mapping: { email: '${var.unknown}' },
    })
  })

  test('may be a whole list', () => {
    const stack = givenStack()
    const list = new TerraformVariable(stack, 'certs', { type: 'list(string)' })
    const told = { idpEntityId: 'urn:idp', idpSsoUrl: 'https://idp.example.com/sso' }
    givenConnection(stack, { ...told, certificates: list.listValue })
    expect(resource(stack, 'mortise_saml_connection', 'saml')['certificates']).toBe('${var.certs}')
  })

  test('does not hide a fault beside it', () => {
    const stack = givenStack()
    const token = givenToken(stack)
    const act = () => givenConnection(stack, { idpMetadataUrl: token, idpMetadataXml: token })
    expect(refusalOf(act).code).toBe('idp-source-ambiguous')
  })

  test('the stand-ins never leave the parser', () => {
    const sources = ['group', 'organization', 'saml-connection', 'checks'].map((name) =>
      readFileSync(
        new URL(`../../constructs/service-provider/${name}.ts`, import.meta.url),
        'utf8',
      ),
    )
    for (const source of sources)
      for (const binding of source.match(/new Mortise\w+\([^;]*;/gs) ?? [])
        expect(binding).not.toMatch(/standIns|literalOr/)
  })
})

describe('endpoints', () => {
  test('W03: entity ID, ACS URL, and where our certificate is found, before anything is built', () => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset: 'twenty' })
    const ahead = SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme', { organization })
    expect(ahead).toMatchObject({
      spEntityId: 'https://sso.example.com/auth/saml/login/acme',
      acsUrl: 'https://sso.example.com/auth/saml/callback/acme',
      spMetadataUrl: 'https://sso.example.com/auth/saml/metadata/acme',
    })
  })

  test('are those core computes, so service and IdP agree', () => {
    const { acsUrl, spEntityId, spMetadataUrl, loginUrl } = givenConnection(givenStack())
    expect({ acsUrl, spEntityId, spMetadataUrl, loginUrl }).toEqual(
      samlEndpoints(serviceUrl, 'sonarqube-cloud', 'acme-saml'),
    )
  })

  test('follow a service URL that only Terraform knows', () => {
    const stack = new TerraformStack(Testing.app(), 'stack')
    new MortiseProvider(stack, 'mortise', { serviceUrl: givenToken(stack, 'service_url') })
    new TerraformOutput(stack, 'acs', { value: givenConnection(stack).acsUrl })
    expect(synthesized(stack).output?.['acs']?.value).toBe(
      '${trimsuffix(var.service_url, "/")}/saml/acme-saml/acs',
    )
  })

  test('are known of a connection managed elsewhere', () => {
    const stack = givenStack()
    const elsewhere = SamlConnection.fromSamlConnectionName(stack, 'saml', 'acme-saml', {
      organization: givenOrganization(stack),
    })
    expect(elsewhere.acsUrl).toBe(`${serviceUrl}/saml/acme-saml/acs`)
    expect(elsewhere.attributeNames.email).toBe('email')
    expect(synthesized(stack).resource).not.toHaveProperty('mortise_saml_connection')
  })

  test('attribute names are the preset’s, overridden by the mapping', () => {
    const mapping = { name: 'displayName', email: 'mail' }
    const connection = givenConnection(givenStack(), { idpMetadataUrl, attributeMapping: mapping })
    expect(connection.attributeNames).toEqual({ login: 'login', groups: 'groups', ...mapping })
  })
})

describe('both sides of the joint', () => {
  /** Half an app is enough for a graph, and not for the contract check. */
  const givenUnchecked = () => givenStack(Testing.app({ context: { 'mortise:contract': 'off' } }))

  /** Address of each resource → addresses it refers to. */
  const graphOf = (stack: TerraformStack): Map<string, readonly string[]> => {
    const resources = Object.entries(synthesized(stack).resource ?? {}).flatMap(([type, of]) =>
      Object.entries(of).map(([id, body]) => [`${type}.${id}`, JSON.stringify(body)] as const),
    )
    const addresses = resources.map(([address]) => address)
    return new Map(
      resources.map(([address, body]) => [
        address,
        addresses.filter((other) => body.includes(`\${${other}.`)),
      ]),
    )
  }

  test('the IdP’s app needs nothing of the connection, which takes the app’s metadata: no cycle', () => {
    const stack = givenUnchecked()
    new OktaProvider(stack, 'okta', {})
    const organization = givenOrganization(stack)
    const ahead = SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme-saml', {
      organization,
    })
    const app = new AppSaml(stack, 'app', {
      label: 'SonarQube Cloud',
      ssoUrl: ahead.acsUrl,
      recipient: ahead.acsUrl,
      destination: ahead.acsUrl,
      audience: ahead.spEntityId,
    })
    new SamlConnection(stack, 'saml', {
      organization,
      name: 'acme-saml',
      idpMetadataXml: app.metadata,
    })
    expect(Object.fromEntries(graphOf(stack))).toEqual({
      'okta_app_saml.app': [],
      'mortise_organization.acme': [],
      'mortise_saml_connection.saml': ['okta_app_saml.app', 'mortise_organization.acme'].sort(
        (a, b) => a.localeCompare(b),
      ),
    })
  })

  test('the same when the app reads the connection construct itself', () => {
    const stack = givenUnchecked()
    new OktaProvider(stack, 'okta', {})
    const connection = givenConnection(stack)
    const app = new AppSaml(stack, 'app', { label: 'x', ssoUrl: connection.acsUrl })
    connection.binding.resetIdpMetadataUrl()
    connection.binding.idpMetadataXml = app.metadata
    expect(graphOf(stack).get('okta_app_saml.app')).toEqual([])
    expect(graphOf(stack).get('mortise_saml_connection.saml')).toContain('okta_app_saml.app')
  })
})

test('connections are known across copies of the class', () => {
  expect(SamlConnection.isSamlConnection(givenConnection(givenStack()))).toBe(true)
  expect(SamlConnection.isSamlConnection(undefined)).toBe(false)
})
