/** Entra's side, as its provider's arguments. Each test names the requirement it keeps. */
import { describe, expect, test } from '@jest/globals'
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { Fn, TerraformVariable, type TerraformStack } from 'cdktf'
import {
  Directory,
  Federation,
  ManualStep,
  SamlConnection,
  type Claims,
  type ServicePresetKey,
  type Waiver,
} from '../../constructs/index.js'
import {
  EntraGroupClaims,
  EntraIdp,
  EntraOidcApp,
  EntraProvisioning,
  EntraSamlApp,
  nonGalleryTemplate,
  samlGroupClaimName,
  type EntraSamlAppOptions,
} from '../../constructs/entra/index.js'
import { refusalOf } from '../refusal.js'
import { complaints, givenOrganization, givenStack, only } from './stack.js'

function givenConnection(
  preset: ServicePresetKey,
  settings: { readonly idpInitiated?: boolean } = {},
) {
  const stack = givenStack()
  new AzureadProvider(stack, 'azuread', {})
  const connection = SamlConnection.fromSamlConnectionName(stack, 'ahead', 'acme-saml', {
    organization: givenOrganization(stack, { preset }),
    ...(preset === 'qualified' ? {} : { attributeMapping: { groups: samlGroupClaimName } }),
    ...settings,
  })
  return { stack, connection }
}

function givenApp(
  props: EntraSamlAppOptions & { readonly claims?: Claims } = {},
  preset: ServicePresetKey = 'sonarqube-cloud',
): { readonly stack: TerraformStack; readonly app: EntraSamlApp } {
  const { stack, connection } = givenConnection(preset)
  return { stack, app: new EntraSamlApp(stack, 'app', { connection, ...props }) }
}

describe('a SAML app', () => {
  test('S40: is a non-gallery application, whose two roles it keeps', () => {
    const application = only(givenApp().stack, 'azuread_application')
    expect(application['template_id']).toBe(nonGalleryTemplate)
    expect(application['app_role']).toHaveLength(2)
  })

  test.each(['Sonarqube', ' SonarQube '])('S40: refuses the gallery’s %j', (galleryTemplate) => {
    expect(refusalOf(() => givenApp({ galleryTemplate }))).toMatchObject({
      code: 'gallery-template-refused',
      source: 'S40',
    })
  })

  test('S41: one identifier and one reply URL, after the service principal is in SAML mode', () => {
    const { stack } = givenApp()
    const after = [expect.stringContaining('azuread_service_principal.')]
    expect(only(stack, 'azuread_application_identifier_uri')).toMatchObject({
      identifier_uri: 'https://sso.example.com/saml/acme-saml/metadata',
      depends_on: after,
    })
    expect(only(stack, 'azuread_application_redirect_uris')).toMatchObject({
      type: 'Web',
      redirect_uris: ['https://sso.example.com/saml/acme-saml/acs'],
      depends_on: after,
    })
  })

  test('S08: My Apps begins at the service where the IdP must not begin, and only there', () => {
    expect(only(givenApp().stack, 'azuread_service_principal')).toMatchObject({
      preferred_single_sign_on_mode: 'saml',
      login_url: 'https://sso.example.com/saml/acme-saml/login',
    })
    const principal = (preset: ServicePresetKey, idpInitiated: boolean) => {
      const { stack, connection } = givenConnection(preset, { idpInitiated })
      new EntraSamlApp(stack, 'app', { connection })
      return only(stack, 'azuread_service_principal')
    }
    // Torque leaves it open: off until the connection allows it.
    expect(principal('torque', false)).toHaveProperty('login_url')
    expect(principal('torque', true)).not.toHaveProperty('login_url')
    expect(principal('qualified', true)).not.toHaveProperty('login_url')
  })

  test('S42: its federation metadata URL is what the service reads', () => {
    const stack = givenStack()
    new AzureadProvider(stack, 'azuread', {})
    const organization = givenOrganization(stack)
    new Federation(stack, 'sso', { organization, name: 'acme-saml', idp: new EntraIdp() })
    expect(only(stack, 'mortise_saml_connection')['idp_metadata_url']).toMatch(
      /^\$\{azuread_service_principal\.\w+\.saml_metadata_url\}$/,
    )
  })

  test('S08, S41: or by enterprise key, which the connection knows', () => {
    const { stack, connection } = givenConnection('sonarqube-cloud')
    const { enterpriseKeyUrl = '' } = connection
    new EntraSamlApp(stack, 'app', { connection, signOnUrl: enterpriseKeyUrl })
    expect(only(stack, 'azuread_service_principal')['login_url']).toBe(
      'https://sso.example.com/login/sso?enterprise_key=acme',
    )
    expect(givenConnection('torque').connection.enterpriseKeyUrl).toBeUndefined()
  })

  test('S43, S44: a policy without the namespaced claims, and with ours', () => {
    const [definition] = only(givenApp().stack, 'azuread_claims_mapping_policy')[
      'definition'
    ] as string[]
    expect(JSON.parse(definition ?? '')).toEqual({
      ClaimsMappingPolicy: {
        Version: 1,
        IncludeBasicClaimSet: 'false',
        ClaimsSchema: [
          { Source: 'user', ID: 'userprincipalname', SamlClaimType: 'login' },
          { Source: 'user', ID: 'givenname', SamlClaimType: 'name' },
          { Source: 'user', ID: 'mail', SamlClaimType: 'email' },
        ],
      },
    })
  })

  test('S45: groups assigned to the app, by display name', () => {
    expect(only(givenApp().stack, 'azuread_application')).toMatchObject({
      group_membership_claims: ['ApplicationGroup'],
      optional_claims: {
        saml2_token: [{ name: 'groups', additional_properties: ['cloud_displayname'] }],
      },
    })
  })

  test('S45: or by sAMAccountName, with names for cloud-only groups', () => {
    const { optionalClaims } = new EntraGroupClaims({ identifier: 'samAccountName' })
    expect(optionalClaims[0]?.additionalProperties).toEqual([
      'sam_account_name',
      'cloud_displayname',
    ])
  })

  test('T46: object IDs, Entra’s default, where the service matches by identifier', () => {
    const application = only(givenApp({}, 'torque').stack, 'azuread_application')
    expect(application).not.toHaveProperty('optional_claims')
  })

  test('S46: warns of the limit where all groups are sent, and refuses names there', () => {
    const { app } = givenApp({ groupScope: 'SecurityGroup' }, 'torque')
    expect(app.node.metadata.map(({ type }) => type)).toContain('@cdktf/warn')
    const finding = refusalOf(() => givenApp({ groupScope: 'All' }))
    expect(finding.code).toBe('group-names-need-assignment')
  })

  test('assigned groups hold the role User; nobody else may enter', () => {
    const { stack } = givenApp({ assignedGroupIds: ['7f3a'] })
    expect(only(stack, 'azuread_service_principal')['app_role_assignment_required']).toBe(true)
    expect(only(stack, 'azuread_app_role_assignment')).toMatchObject({
      app_role_id: '18d14569-c3bd-439b-9a66-3a2aee01d14f',
      principal_object_id: '7f3a',
    })
  })
})

test('T46, T73: an OIDC app, of one tenant, with object IDs and an ID Token by form post', () => {
  const stack = givenStack()
  new AzureadProvider(stack, 'azuread', {})
  const app = new EntraOidcApp(stack, 'app', {
    displayName: 'Torque',
    redirectUri: 'https://acme.torque.example/api/accounts/idp-callback',
    groupClaim: { identifier: 'objectId' },
    clientSecret: false,
    implicitIdToken: true,
  })
  expect(app.clientSecret).toBeUndefined()
  expect(only(stack, 'azuread_application')).toMatchObject({
    sign_in_audience: 'AzureADMyOrg',
    group_membership_claims: ['ApplicationGroup'],
    web: {
      redirect_uris: ['https://acme.torque.example/api/accounts/idp-callback'],
      implicit_grant: { id_token_issuance_enabled: true },
    },
  })
})

describe('provisioning', () => {
  const secretInState = { name: 'scim', reason: 'no other way', until: '2100-01-01' }

  function given(
    token: (stack: TerraformStack) => string,
    preset: ServicePresetKey = 'torque',
    props: { readonly secretInState?: Waiver } = { secretInState },
  ) {
    const stack = givenStack()
    new AzureadProvider(stack, 'azuread', {})
    const organization = givenOrganization(stack, { preset })
    const sso = new Federation(stack, 'sso', { organization, name: 'acme', idp: new EntraIdp() })
    const app = EntraIdp.appOf(sso)
    const directory = Directory.fromDirectoryName(stack, 'directory', organization, 'acme')
    new EntraProvisioning(stack, 'people', { directory, app, token: token(stack), ...props })
    return stack
  }
  const variable =
    (options: object) =>
    (stack: TerraformStack): string =>
      new TerraformVariable(stack, 'scim', { type: 'string', ...options }).stringValue
  const sensitive = variable({ sensitive: true })

  test('T62: secret, then job; T54: the word Bearer is taken off', () => {
    const stack = given(sensitive)
    expect(only(stack, 'azuread_synchronization_secret')['credential']).toEqual([
      { key: 'BaseAddress', value: 'https://sso.example.com/api/scim' },
      {
        key: 'SecretToken',
        value: '${replace(trimspace(var.scim), "/^(?i:bearer[[:space:]]+)+/", "")}',
      },
    ])
    expect(only(stack, 'azuread_synchronization_job')).toMatchObject({
      enabled: true,
      template_id: 'customappsso',
      depends_on: [expect.stringContaining('azuread_synchronization_secret.')],
    })
  })

  test('T50, T62: groups are switched off by a person, where the service takes none', () => {
    const steps = (preset: ServicePresetKey) =>
      ManualStep.of(given(sensitive, preset)).map(({ record }) => record.values)
    expect(steps('torque')).toEqual([[{ field: 'Enabled', value: 'No' }]])
    expect(steps('sonarqube-cloud')).toEqual([])
  })

  test('T54: a literal token is refused, with Bearer or without, and not repeated', () => {
    for (const token of ['hunter2', 'Bearer hunter2']) {
      const finding = refusalOf(() => given(() => token))
      expect(finding.code).toBe('secret-in-code')
      expect(JSON.stringify(finding)).not.toContain('hunter2')
    }
  })

  test.each([
    ['a variable that is not sensitive', variable({})],
    ['a default', variable({ sensitive: true, default: 'hunter2' })],
    ['a literal in disguise', () => Fn.sensitive('hunter2') as unknown as string],
  ])('refuses %s at synth', (_, token) => {
    expect(complaints(given(token)).join()).toContain('secret-in-code')
  })
})
