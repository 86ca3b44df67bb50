/** Okta's side, as its provider's arguments. Each test names the requirement it keeps. */
import { describe, expect, test } from '@jest/globals'
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js'
import { TerraformStack, Testing } from 'cdktf'
import {
  CustomOidcIdp,
  Directory,
  ManualStep,
  MortiseProvider,
  requireProviderVersion,
  SecretVariable,
  SamlConnection,
  type ISamlConnection,
  type ServicePresetKey,
} from '../../constructs/index.js'
import {
  OktaCatalogueProvisioning,
  OktaInboundIdp,
  OktaOidcApp,
  OktaProvisioning,
  OktaSamlApp,
  type OktaOidcAppProps,
  type OktaSamlAppOptions,
} from '../../constructs/okta/index.js'
import { EntraIdp } from '../../constructs/entra/index.js'
import { refusalOf } from '../refusal.js'
import {
  complaints,
  givenOrganization,
  givenStack,
  givenToken,
  rendered,
  resource,
  synthesized,
} from './stack.js'

function given(preset: ServicePresetKey = 'sonarqube-cloud'): {
  readonly stack: TerraformStack
  readonly connection: ISamlConnection
} {
  const stack = givenStack()
  new OktaProvider(stack, 'okta', {})
  const organization = givenOrganization(stack, { preset })
  return {
    stack,
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
    expect(app).not.toHaveProperty('default_relay_state') // Q05
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

  test('S31: encryption is a step for a person, to our certificate', () => {
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

describe('an OIDC app', () => {
  const redirectUri = 'https://sso.example.com/oidc/acme/callback'
  const secretInState = { name: 'okta-secret', reason: 'okta 4.20', until: '2100-01-01' }

  test('S20: a web app, one redirect URI, open to everybody by Federation Broker Mode', () => {
    const { stack } = given()
    new OktaOidcApp(stack, 'app', { label: 'SonarQube Cloud', redirectUri, secretInState })
    expect(resource(stack, 'okta_app_oauth', 'app')).toMatchObject({
      type: 'web',
      redirect_uris: [redirectUri],
      implicit_assignment: true,
      pkce_required: true,
    })
  })

  test('S22: the groups claim by the provider', () => {
    const { stack } = given()
    new OktaOidcApp(stack, 'app', {
      ...{ label: 'x', redirectUri, secretInState },
      groupClaim: { setBy: 'provider' },
    })
    expect(resource(stack, 'okta_app_oauth', 'app')['groups_claim']).toEqual({
      type: 'FILTER',
      name: 'groups',
      filter_type: 'REGEX',
      value: '.*',
    })
  })

  test('S22: the groups claim by a person', () => {
    const { stack } = given()
    const groupClaim = { setBy: 'console', filter: { startsWith: 'sso-' } } as const
    new OktaOidcApp(stack, 'app', { label: 'x', redirectUri, secretInState, groupClaim })
    expect(resource(stack, 'okta_app_oauth', 'app')).not.toHaveProperty('groups_claim')
    expect(ManualStep.of(stack)[0]?.record.values.at(-1)).toEqual({
      field: 'Groups claim filter, Starts with',
      value: 'sso-',
    })
  })
})

describe('the client secret of an OIDC app', () => {
  const redirectUri = 'https://sso.example.com/oidc/acme/callback'
  const made = (props: Partial<OktaOidcAppProps>, constraint?: string) => {
    const { stack } = given()
    if (constraint !== undefined) requireProviderVersion(stack, 'okta', constraint)
    const clientSecret = new SecretVariable(stack, 'secret').stringValue
    const app = new OktaOidcApp(stack, 'app', { label: 'x', redirectUri, clientSecret, ...props })
    return { stack, app }
  }

  test('S21: goes into a write-only argument, and Okta’s own stays out of the state', () => {
    const { stack, app } = made({}, OktaOidcApp.supportsClientSecret.constraint)
    expect(resource(stack, 'okta_app_oauth', 'app')).toMatchObject({
      client_basic_secret_wo: '${var.secret}',
      omit_secret: true,
    })
    expect(rendered(stack, app.clientId)).toBe('${okta_app_oauth.app.client_id}')
    expect(app.clientSecret).toContain('TOKEN')
  })

  test.each([undefined, '4.20.0', '>= 4.20.0, < 7.0.0', '~> 6.7', '< 7'])(
    'is refused where Terraform may install an older provider: %p',
    (constraint) => {
      expect(complaints(made({}, constraint).stack).join()).toContain('provider-too-old')
    },
  )

  test.each(['>= 6.8.0', '~> 6.8', '6.12.0', '>= 7'])('is taken with %p', (constraint) => {
    expect(complaints(made({}, constraint).stack)).toEqual([])
  })

  test('is never a literal', () => {
    expect(refusalOf(() => made({ clientSecret: 'hunter2' })).code).toBe('secret-in-code')
  })

  test('that Okta makes needs a waiver', () => {
    const { stack } = given()
    const make = () => new OktaOidcApp(stack, 'app', { label: 'x', redirectUri })
    expect(refusalOf(make)).toMatchObject({
      code: 'secret-in-state',
      remedy: expect.stringContaining('Give clientSecret'),
    })
  })
})

describe('provisioning', () => {
  const steps = (preset: ServicePresetKey) => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset })
    const directory = Directory.fromDirectoryName(stack, 'directory', organization, 'acme')
    new OktaProvisioning(stack, 'people', { directory, appLabel: 'Torque' })
    const values = ManualStep.of(stack).flatMap(({ record }) => record.values)
    return Object.fromEntries(values.map((each) => [each.field, each]))
  }

  test('T61: the exact settings, without groups, imports or a token', () => {
    const values = steps('torque')
    const set = (field: string) => (values[field] as { value?: string } | undefined)?.value
    expect(set('SCIM connector base URL')).toBe('https://sso.example.com/api/scim') // T51
    expect(set('Unique identifier field for users')).toBe('userName')
    for (const on of ['Push New Users', 'Push Profile Updates', 'Create Users', 'Deactivate Users'])
      expect([on, set(on)]).toEqual([on, 'on'])
    for (const off of ['Push Groups', 'Import Groups', 'Sync Password'])
      expect([off, set(off)]).toEqual([off, 'off'])
    expect(set('Authentication Mode')).toBe('HTTP Header')
    expect(values['Authorization']).toEqual({
      field: 'Authorization',
      secret: expect.stringContaining('without the word Bearer'), // T54
    })
  })

  test('groups are pushed where the service takes them', () => {
    expect(steps('sonarqube-cloud')['Push Groups']).toMatchObject({ value: 'on' })
  })

  test('is refused where the service has no SCIM', () => {
    expect(refusalOf(() => steps('twenty')).code).toBe('directory-unsupported')
  })

  test('Q08, Q10: a catalogue app asks for a key only', () => {
    const stack = givenStack()
    const organization = givenOrganization(stack, { preset: 'qualified' })
    const directory = Directory.fromDirectoryName(stack, 'directory', organization, 'acme')
    new OktaCatalogueProvisioning(stack, 'people', { catalogueApp: 'Qualified.io', directory })
    const records = ManualStep.of(stack).map(({ record }) => record)
    expect(records[1]?.values).toEqual([
      { field: 'API Token', secret: 'the API key the service shows' },
    ])
    expect(records.map(({ source }) => source)).toEqual(['Q10', 'Q10', 'Q08'])
  })
})

describe('Okta as broker', () => {
  const broker = () => {
    const stack = givenStack()
    new OktaProvider(stack, 'okta', {})
    new AzureadProvider(stack, 'azuread', {})
    const idp = new OktaInboundIdp(stack, 'entra', {
      name: 'Entra',
      orgUrl: 'https://acme.okta.com/',
      upstream: new EntraIdp(),
      attributes: [{ name: 'space', externalName: 'https://acme.example/claims/space' }],
    })
    return { stack, idp, resources: synthesized(stack).resource ?? {} }
  }
  const bodies = (of: Record<string, unknown> | undefined) => Object.values(of ?? {})

  test('T47: Entra’s long claim URL is the external name of a string array, mapped to the user', () => {
    const { idp, resources } = broker()
    expect(bodies(resources['okta_app_user_schema_property'])).toContainEqual(
      expect.objectContaining({
        index: 'groups',
        type: 'array',
        array_type: 'string',
        external_name: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
      }),
    )
    expect(bodies(resources['okta_profile_mapping'])[0]).toMatchObject({
      source_id: '${okta_idp_saml.entra.id}',
      target_id: '${okta_idp_saml.entra.user_type_id}',
      mappings: [
        { id: 'space', expression: 'appuser.space' },
        { id: 'groups', expression: 'appuser.groups' },
      ],
    })
    expect(idp.groupsExpression).toBe('user.groups')
  })

  test('T47: Entra sends groups with default settings, and is told Okta’s endpoints late', () => {
    const { resources } = broker()
    expect(bodies(resources['azuread_application'])[0]).not.toHaveProperty('optional_claims')
    expect(bodies(resources['azuread_application_identifier_uri'])[0]).toMatchObject({
      identifier_uri: '${okta_idp_saml.entra.audience}',
    })
    expect(bodies(resources['azuread_application_redirect_uris'])[0]).toMatchObject({
      redirect_uris: ['https://acme.okta.com/sso/saml2/${okta_idp_saml.entra.id}'],
    })
  })
})

test('an OIDC IdP without a provider is told one redirect URI, and no secret is printed', () => {
  const stack = givenStack()
  const idp = new CustomOidcIdp(stack, 'idp', {
    issuer: 'https://idp.example.com/',
    redirectUri: 'https://sso.example.com/oidc/callback',
    label: 'Twenty',
    groupClaim: 'groups',
  })
  expect(idp.discoveryUrl).toBe('https://idp.example.com/.well-known/openid-configuration')
  const values = ManualStep.of(stack)[0]?.record.values
  expect(values?.[0]).toMatchObject({ value: 'https://sso.example.com/oidc/callback' })
  expect(values?.at(-1)).toHaveProperty('secret')
})
