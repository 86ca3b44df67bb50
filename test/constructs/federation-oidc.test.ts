/** A Federation by OpenID Connect: both sides agree, and a client secret flows into write-only arguments only. */
import { describe, expect, test } from '@jest/globals'
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import {
  CustomOidcIdp,
  Federation,
  googleWorkspace,
  jumpCloud,
  keycloak,
  ManualStep,
  OidcConnection,
  requireProviderVersion,
  SecretVariable,
  waiversOf,
  type FederationProps,
  type IOidcIdp,
  type ServicePresetKey,
} from '../../constructs/index.js'
import { EntraOidcIdp } from '../../constructs/entra/index.js'
import { OktaOidcApp, OktaOidcIdp } from '../../constructs/okta/index.js'
import { refusalOf } from '../refusal.js'
import { graphOf, reachable } from './graph.js'
import { complaints, givenOrganization, givenStack, only, synthesized } from './stack.js'

const orgUrl = 'https://acme.okta.com/'
const waiver = { name: 'client-secret', reason: 'no other way', until: '2100-01-01' }

function federated(
  idp: IOidcIdp,
  preset: ServicePresetKey = 'sonarqube-cloud',
  props: Partial<FederationProps> = {},
  stack = givenStack(),
) {
  new OktaProvider(stack, 'okta', {})
  new AzureadProvider(stack, 'azuread', {})
  const organization = givenOrganization(stack, { preset })
  const federation = new Federation(stack, 'sso', { organization, name: 'acme', idp, ...props })
  return { stack, federation }
}

const connectionOf = (...given: Parameters<typeof federated>) =>
  only(federated(...given).stack, 'mortise_oidc_connection')

describe.each([
  ['Okta', () => federated(new OktaOidcIdp({ orgUrl }))],
  ['Entra', () => federated(new EntraOidcIdp(), 'torque')],
] as const)('through %s', (_, made) => {
  test('there is no cycle, and the app waits for nothing of the service', () => {
    const graph = graphOf(made().stack)
    for (const address of graph.keys()) {
      const waitedFor = reachable(graph, address)
      expect(waitedFor).not.toContain(address)
      if (!address.startsWith('mortise_')) expect([...waitedFor].join()).not.toContain('mortise_')
    }
  })
})

describe('Okta', () => {
  test('S20, S21: a web app by domain and client ID; the service proves itself by its key, no secret is made', () => {
    const { stack, federation } = federated(new OktaOidcIdp({ orgUrl }))
    expect(OidcConnection.isOidcConnection(federation.connection)).toBe(true)
    expect(only(stack, 'okta_app_oauth')).toMatchObject({
      redirect_uris: ['https://sso.example.com/oidc/acme/callback'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: 'https://sso.example.com/oidc/acme/jwks',
      implicit_assignment: true,
      omit_secret: true,
    })
    const connection = only(stack, 'mortise_oidc_connection')
    expect(connection).toMatchObject({
      okta_domain: 'acme.okta.com',
      client_id: expect.stringMatching(/^\$\{okta_app_oauth\.\w+\.client_id\}$/),
      client_authentication: 'private_key_jwt',
      settings: { idp_kind: 'okta' },
    })
    expect(connection).not.toHaveProperty('client_secret_wo')
  })

  test('S21: or by a secret of your own, write-only on both sides', () => {
    const stack = givenStack()
    requireProviderVersion(stack, 'okta', OktaOidcApp.supportsClientSecret.constraint)
    const clientSecret = new SecretVariable(stack, 'secret').stringValue
    federated(new OktaOidcIdp({ orgUrl, clientSecret }), 'sonarqube-cloud', {}, stack)
    expect(only(stack, 'mortise_oidc_connection')['client_secret_wo']).toBe('${var.secret}')
    expect(only(stack, 'okta_app_oauth')['client_basic_secret_wo']).toBe('${var.secret}')
    expect(complaints(stack)).toEqual([])
    expect(waiversOf(stack)).toEqual([])
  })

  test('or by one that Okta makes, under a waiver', () => {
    const { stack } = federated(new OktaOidcIdp({ orgUrl, secretInState: waiver }))
    expect(only(stack, 'mortise_oidc_connection')['client_secret_wo']).toMatch(/client_secret\}$/)
    expect(waiversOf(stack)).toHaveLength(1)
  })

  test('is named by issuer where the service takes no domain, or has a server of its own', () => {
    expect(connectionOf(new OktaOidcIdp({ orgUrl }), 'twenty')['issuer']).toBe(
      'https://acme.okta.com',
    )
    const idp = new OktaOidcIdp({
      ...{ orgUrl, authorizationServerId: 'aus1' },
      groupsSetBy: 'authorizationServer',
    })
    const { stack } = federated(idp)
    expect(only(stack, 'mortise_oidc_connection')['issuer']).toBe(
      'https://acme.okta.com/oauth2/aus1',
    )
    expect(only(stack, 'okta_auth_server_claim')).toMatchObject({
      ...{ auth_server_id: 'aus1', name: 'groups', claim_type: 'IDENTITY' },
      ...{ value_type: 'GROUPS', group_filter_type: 'REGEX', value: '.*' },
    })
  })

  test('S22: the groups claim has the name the connection reads', () => {
    const claims = { groups: { name: 'teams' } }
    const { stack } = federated(new OktaOidcIdp({ orgUrl }), 'sonarqube-cloud', { claims })
    expect(only(stack, 'mortise_oidc_connection')['attribute_mapping']).toMatchObject({
      groups: 'teams',
    })
    expect(JSON.stringify(ManualStep.of(stack).map(({ record }) => record))).toContain('"teams"')
  })
})

describe('Entra', () => {
  test('T46, T71, T73: tenant and client ID only; the ID Token comes by form post, groups by object ID', () => {
    const { stack } = federated(new EntraOidcIdp(), 'torque')
    expect(only(stack, 'mortise_oidc_connection')).toMatchObject({
      entra_tenant_id: expect.stringContaining('application_tenant_id'),
      ...{ client_authentication: 'none', response_type: 'id_token', response_mode: 'form_post' },
    })
    expect(only(stack, 'azuread_application')).toMatchObject({
      group_membership_claims: ['ApplicationGroup'],
      // By form post there is no UserInfo, and Entra leaves these out of its own accord.
      optional_claims: {
        id_token: ['email', 'family_name', 'given_name'].map((name) => ({ name })),
      },
      web: {
        redirect_uris: ['https://sso.example.com/api/accounts/idp-callback'],
        implicit_grant: { id_token_issuance_enabled: true },
      },
    })
    expect(synthesized(stack).resource).not.toHaveProperty('azuread_application_password')
  })

  test('with a secret redeems a code, under a waiver; by issuer where no tenant is asked for', () => {
    const idp = () => new EntraOidcIdp({ secretInState: waiver })
    expect(connectionOf(idp(), 'twenty')['client_secret_wo']).toMatch(
      /^\$\{azuread_application_password\.\w+\.value\}$/,
    )
    expect(connectionOf(idp())['issuer']).toMatch(
      /^https:\/\/login\.microsoftonline\.com\/.*v2\.0$/,
    )
  })

  test('is refused without a secret where the service asks for one', () => {
    const finding = refusalOf(() => federated(new EntraOidcIdp()))
    expect(finding.code).toBe('client-authentication-required')
  })
})

describe('any other IdP', () => {
  const issuer = 'https://idp.example.com'

  test('T07: is told one redirect URI and our keys, and no secret is printed', () => {
    const { stack } = federated(new CustomOidcIdp({ issuer, clientId: 'acme' }), 'twenty')
    expect(ManualStep.of(stack)[0]?.record.values).toEqual(
      expect.arrayContaining([
        {
          field: 'Redirect URI, the only one',
          value: 'https://sso.example.com/auth/oidc/callback',
        },
        { field: 'Client authentication', value: 'private_key_jwt' },
      ]),
    )
  })

  test('a client secret is never a literal', () => {
    const idp = new CustomOidcIdp({ issuer, clientId: 'acme', clientSecret: 'hunter2' })
    const finding = refusalOf(() => federated(idp, 'twenty'))
    expect(finding.code).toBe('secret-in-code')
    expect(JSON.stringify(finding)).not.toContain('hunter2')
  })
})

describe('IdPs known as data', () => {
  const secret = (stack: ReturnType<typeof givenStack>) =>
    new SecretVariable(stack, 'secret').stringValue
  const at = (idp: (clientSecret: string) => IOidcIdp, props: Partial<FederationProps> = {}) => {
    const stack = givenStack()
    return federated(idp(secret(stack)), 'sonarqube-cloud', props, stack).stack
  }
  const stepsOf = (stack: ReturnType<typeof givenStack>) =>
    ManualStep.of(stack).map(({ record }) => record)
  const keycloakIdp = () =>
    new CustomOidcIdp({
      console: keycloak,
      issuer: 'https://kc.example.com/realms/a',
      clientId: 'a',
    })

  test('S53: Keycloak reads our keys, and its groups come without a path', () => {
    const [client, groups] = stepsOf(federated(keycloakIdp()).stack)
    expect(client?.values).toEqual(
      expect.arrayContaining([
        { field: 'Credentials > Client Authenticator', value: 'Signed JWT' },
        { field: 'Keys > JWKS URL', value: 'https://sso.example.com/oidc/acme/jwks' },
      ]),
    )
    expect(groups?.path.join()).toContain('Full group path: Off')
    expect(groups?.values).toEqual([{ field: 'Token Claim Name', value: 'groups' }])
  })

  test('JumpCloud is told the secret’s kind, and never the secret', () => {
    const issuer = 'https://oauth.id.jumpcloud.com/'
    const stack = at(
      (clientSecret) =>
        new CustomOidcIdp({ ...{ console: jumpCloud, issuer, clientId: 'a' }, clientSecret }),
    )
    expect(stepsOf(stack)[0]?.values).toEqual(
      expect.arrayContaining([
        { field: 'Client Authentication Type', value: 'Client Secret Basic' },
        { field: 'Client secret', secret: expect.any(String) },
      ]),
    )
    expect(only(stack, 'mortise_oidc_connection')).toMatchObject({
      client_secret_wo: '${var.secret}',
      settings: { idp_kind: 'jumpcloud' },
    })
  })

  const google = (clientSecret?: string) =>
    new CustomOidcIdp({
      ...{ console: googleWorkspace, googleHostedDomain: 'acme.example', clientId: 'a' },
      ...(clientSecret === undefined ? {} : { clientSecret }),
    })

  test('Google names no groups: none are read, none may be claimed', () => {
    const stack = at(google)
    const connection = only(stack, 'mortise_oidc_connection')
    expect(connection).toMatchObject({ google_hosted_domain: 'acme.example' })
    expect(connection['attribute_mapping']).not.toHaveProperty('groups')
    const claims = { groups: { name: 'groups' } }
    expect(refusalOf(() => at(google, { claims })).code).toBe('group-claim-unsupported')
  })

  test('a way to prove oneself that an IdP does not take is refused; so is one without OpenID Connect', () => {
    expect(refusalOf(() => federated(google())).code).toBe('client-authentication-unsupported')
    const idp = new CustomOidcIdp({
      ...{ console: { ...keycloak, oidc: null }, issuer: 'https://i.example.com', clientId: 'a' },
    })
    expect(refusalOf(() => federated(idp)).code).toBe('protocol-unsupported')
  })
})

describe('a client secret is rotated', () => {
  test('Entra: by one number, on both sides, the old one going last', () => {
    const idp = new EntraOidcIdp({ secretInState: waiver, clientSecretVersion: 2 })
    const { stack } = federated(idp, 'twenty')
    expect(only(stack, 'azuread_application_password')).toMatchObject({
      rotate_when_changed: { version: '2' },
      lifecycle: { create_before_destroy: true },
    })
    expect(only(stack, 'mortise_oidc_connection')['client_secret_wo_version']).toBe(2)
  })
})

describe('claims', () => {
  const okta = () => new OktaOidcIdp({ orgUrl })

  test('are the standard ones, unless said otherwise', () => {
    expect(connectionOf(okta())['attribute_mapping']).toEqual({
      ...{ login: 'preferred_username', name: 'name', email: 'email', groups: 'groups' },
    })
    const claims = {
      login: { property: 'email' },
      name: { name: 'nickname' },
      groups: false,
    } as const
    expect(connectionOf(okta(), 'sonarqube-cloud', { claims })['attribute_mapping']).toEqual({
      ...{ login: 'email', name: 'nickname', email: 'email' },
    })
  })

  test.each([
    ['claim-not-in-id-token', { email: { idpAttribute: 'user.mail' } }],
    ['unknown-claim', { spaceName: { name: 'space' } }],
  ] as const)('are refused: %s', (code, claims) => {
    expect(refusalOf(() => federated(okta(), 'sonarqube-cloud', { claims })).code).toBe(code)
  })
})

test.each([
  ['Q01: Qualified speaks no OpenID Connect', 'protocol-unsupported', 'qualified', {}],
  ['a policy is about SAML', 'policy-unused', 'twenty', { policy: { signed: 'both' } }],
  ['an audience is about SAML', 'setting-not-offered', 'twenty', { audience: 'urn:x' }],
] as const)('is refused: %s', (_, code, preset, props) => {
  expect(refusalOf(() => federated(new OktaOidcIdp({ orgUrl }), preset, props)).code).toBe(code)
})
