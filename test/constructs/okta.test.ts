/** Okta's SAML app, as its provider's arguments. Each test names the requirement it keeps. */
import { describe, expect, test } from '@jest/globals'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js'
import { TerraformStack, Testing } from 'cdktf'
import {
  Federation,
  ManualStep,
  MortiseProvider,
  requireProviderVersion,
  SamlConnection,
  type ISamlConnection,
  type Organization,
  type ServicePresetKey,
} from '../../constructs/index.js'
import { OktaIdp, OktaSamlApp, type OktaSamlAppOptions } from '../../constructs/okta/index.js'
import { refusalOf } from '../refusal.js'
import { givenOrganization, givenStack, givenToken, only, resource, synthesized } from './stack.js'

function given(preset: ServicePresetKey = 'sonarqube-cloud'): {
  readonly stack: TerraformStack
  readonly organization: Organization
  readonly connection: ISamlConnection
} {
  const stack = givenStack()
  new OktaProvider(stack, 'okta', {})
  const organization = givenOrganization(stack, { preset })
  return {
    stack,
    organization,
    connection: SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme-saml', {
      organization,
    }),
  }
}

function samlApp(props: OktaSamlAppOptions = {}, preset?: ServicePresetKey) {
  const { stack, connection } = given(preset)
  new OktaSamlApp(stack, 'app', { connection, ...props })
  return { stack, app: resource(stack, 'okta_app_saml', 'app') }
}

describe('a SAML app', () => {
  test('S30: one URL three times, our entity ID as audience, Response and Assertion signed', () => {
    const acsUrl = 'https://sso.example.com/saml/acme-saml/acs'
    expect(samlApp().app).toMatchObject({
      sso_url: acsUrl,
      recipient: acsUrl,
      destination: acsUrl,
      audience: 'https://sso.example.com/saml/acme-saml/metadata',
      response_signed: true,
      assertion_signed: true,
      signature_algorithm: 'RSA_SHA256',
      digest_algorithm: 'SHA256',
    })
  })

  test('S07: has no further ACS', () => {
    expect(samlApp().app).not.toHaveProperty('acs_endpoints')
    expect(samlApp().app).not.toHaveProperty('acs_endpoints_indices')
  })

  test('S08, S30: hides its icon where the IdP must not begin; Q07: shows it where it must', () => {
    expect(samlApp().app).toMatchObject({ hide_web: true, hide_ios: true })
    expect(samlApp({}, 'qualified').app).toMatchObject({ hide_web: false, hide_ios: false })
  })

  test('S33: sends what the page says, groups by regex', () => {
    const unspecified = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified'
    expect(samlApp().app['attribute_statements']).toEqual([
      ...[
        ['login', 'user.login'],
        ['name', 'user.firstName'],
        ['email', 'user.email'],
      ].map(([name, value]) => ({
        type: 'EXPRESSION',
        name,
        namespace: unspecified,
        values: [value],
      })),
      {
        type: 'GROUP',
        name: 'groups',
        namespace: unspecified,
        filter_type: 'REGEX',
        filter_value: '.*',
      },
    ])
  })

  test('S33a: or the full name', () => {
    const { stack, connection } = given()
    const app = new OktaSamlApp(stack, 'app', { connection, fullName: true })
    expect(app.claims.statements[1]?.value).toEqual({ attribute: 'user.displayName' })
  })

  test.each([
    ['known', () => 'https://www.qualified.example/', 'https://qualified.example'],
    [
      'that only Terraform knows',
      (stack: TerraformStack) => givenToken(stack, 'url'),
      '${replace(trimsuffix(var.url, "/"), "://www.", "://")}',
    ],
  ])('Q04, Q06: Qualified’s ACS has www, its audience has not, of a URL %s', (_, url, audience) => {
    const stack = new TerraformStack(Testing.app(), 'stack')
    new OktaProvider(stack, 'okta', {})
    new MortiseProvider(stack, 'mortise', { serviceUrl: url(stack) })
    const organization = givenOrganization(stack, { preset: 'qualified' })
    const connection = SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme', {
      organization,
    })
    new OktaSamlApp(stack, 'app', { connection })
    const app = resource(stack, 'okta_app_saml', 'app')
    expect(app['sso_url']).toMatch(/\/api\/saml\/consume$/)
    expect(app['audience']).toBe(audience)
  })

  test('Q05: no default RelayState unless somebody insists: left blank, there is no 404', () => {
    expect(samlApp({}, 'qualified').app).not.toHaveProperty('default_relay_state')
    const { app } = samlApp({ defaultRelayState: '/candidates' }, 'qualified')
    expect(app['default_relay_state']).toBe('/candidates')
  })

  test('S32: its public metadata URL, for the service to read by itself, or the metadata whole', () => {
    const federated = (idp: OktaIdp) => {
      const { stack, organization } = given()
      new Federation(stack, 'sso', { organization, name: 'acme-saml', idp })
      return only(stack, 'mortise_saml_connection')
    }
    const app = 'okta_app_saml.sso_Idp_App_355D1B5A'
    expect(federated(new OktaIdp({ orgUrl: 'https://acme.okta.com/' }))).toMatchObject({
      idp_metadata_url: `https://acme.okta.com/app/\${${app}.entity_key}/sso/saml/metadata`,
    })
    expect(federated(new OktaIdp())).toMatchObject({ idp_metadata_xml: `\${${app}.metadata}` })
  })

  test('a certificate of its own, by name, for so many years', () => {
    const { app } = samlApp({ certificateName: 'acme-2027', certificateYears: 3 })
    expect(app).toMatchObject({ key_name: 'acme-2027', key_years_valid: 3 })
    expect(samlApp().app).not.toHaveProperty('key_name')
  })

  test('Okta’s own templates are not Terraform’s', () => {
    const { app } = samlApp({ nameIdTemplate: '${user.email} %{x}' })
    expect(app['subject_name_id_template']).toBe('$${user.email} %%{x}')
  })

  test('S23a: Federation Broker Mode and assignments, both', () => {
    const { stack, app } = samlApp({ federationBrokerMode: true, assignedGroupIds: ['00g1'] })
    expect(app['implicit_assignment']).toBe(true)
    const [assignments] = Object.values(
      synthesized(stack).resource?.['okta_app_group_assignments'] ?? {},
    )
    expect(assignments).toMatchObject({
      app_id: '${okta_app_saml.app.id}',
      group: [{ id: '00g1' }],
    })
  })

  test('S31, S31a: encryption is a step for a person, to our certificate, which our metadata has', () => {
    const { stack } = samlApp({ encryptAssertions: true })
    const [step] = ManualStep.of(stack)
    expect(step?.record.values.map((each) => 'value' in each && each.value)).toEqual([
      'Encrypted',
      'AES256-GCM',
      'RSA-OAEP',
      'the certificate with use="encryption" in https://sso.example.com/saml/acme-saml/metadata',
    ])
  })

  test('refuses a name the connection does not read', () => {
    const { stack, connection } = given()
    const make = () =>
      new OktaSamlApp(stack, 'app', { connection, claims: { email: { name: 'mail' } } })
    expect(refusalOf(make)).toMatchObject({ code: 'claim-name-drift', path: 'claims.email.name' })
  })

  test('says for which versions of the provider it was written; the user chooses', () => {
    const { stack } = samlApp()
    requireProviderVersion(stack, 'okta', OktaSamlApp.supports.constraint)
    expect(synthesized(stack).terraform).toMatchObject({
      required_providers: { okta: { version: '>= 4.20.0, < 7.0.0' } },
    })
    expect(new AppSaml(stack, 'raw', { label: 'x' }).terraformGeneratorMetadata).toMatchObject({
      providerVersion: OktaSamlApp.supports.bindings,
    })
  })
})
