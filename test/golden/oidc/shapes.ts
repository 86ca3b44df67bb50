/** ID tokens and UserInfo of real IdPs as they look: which claims, how named, what is left out. People, tenants and keys are invented. */
import type { IdpChoice } from '../../../src/oidc/index.js'
import {
  accessToken,
  clientId,
  code,
  goodScenario,
  halfHash,
  idTokenOf,
  type Json,
  jwk,
  nonce,
  type Scenario,
  seconds,
  state,
} from '../../oidc/forge.js'

export interface Shape {
  readonly scenario: Scenario
  readonly expected: {
    readonly subject: string
    readonly attributes: Readonly<Record<string, readonly string[]>>
    readonly warnings: readonly string[]
  }
}

interface Idp {
  readonly choice: IdpChoice
  readonly discovery: Json & { readonly issuer: string }
  readonly header: Json
  readonly claims: Json
  readonly userInfo?: Json
  readonly flow?: 'id-token'
  readonly expected: Shape['expected']
}

const times = { iat: seconds - 2, exp: seconds + 3598 }

/** Only what the IdP itself says: the claims of the good token of other tests are taken out. */
const bare = Object.fromEntries(
  ['auth_time', 'at_hash', 'email', 'email_verified', 'name', 'groups'].map((name) => [name, undefined]),
)

function shape(idp: Idp): Shape {
  const { discovery, header, claims, userInfo, flow } = idp
  const hash = flow ? {} : { at_hash: halfHash(accessToken) }
  const idToken = idTokenOf({
    header: { typ: undefined, ...header, kid: 'idp' },
    claims: { ...bare, ...times, iss: discovery.issuer, aud: clientId, nonce, ...hash, ...claims },
  })
  const iss = discovery['authorization_response_iss_parameter_supported'] ? { iss: discovery.issuer } : {}
  const body = { access_token: accessToken, token_type: 'Bearer', expires_in: 3600, id_token: idToken }
  return {
    scenario: {
      ...goodScenario,
      choice: idp.choice,
      request: flow ? { flow } : {},
      delivery: flow ? 'form_post' : 'query',
      callback: flow ? { state, id_token: idToken, ...iss } : { state, code, ...iss },
      answers: {
        [`${discovery.issuer}/.well-known/openid-configuration`]: { body: discovery },
        [discovery['jwks_uri'] as string]: { body: { keys: [jwk('next'), jwk('idp')] } },
        [discovery['token_endpoint'] as string]: { body },
        ...(userInfo ? { [discovery['userinfo_endpoint'] as string]: { body: userInfo } } : {}),
      },
    },
    expected: idp.expected,
  }
}

// With an access token beside it Okta's organization server keeps the ID token thin: the rest is at UserInfo.
const oktaIssuer = 'https://acme.okta.com'
const okta = shape({
  choice: { kind: 'okta-domain', domain: 'https://acme.okta.com/' },
  discovery: {
    issuer: oktaIssuer,
    authorization_endpoint: `${oktaIssuer}/oauth2/v1/authorize`,
    token_endpoint: `${oktaIssuer}/oauth2/v1/token`,
    userinfo_endpoint: `${oktaIssuer}/oauth2/v1/userinfo`,
    jwks_uri: `${oktaIssuer}/oauth2/v1/keys`,
    end_session_endpoint: `${oktaIssuer}/oauth2/v1/logout`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'okta_post_message'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  },
  header: {},
  claims: {
    sub: '00u1a2b3c4d5e6f7g8h9',
    name: 'Ada Lovelace',
    ver: 1,
    jti: 'ID.A1b2C3d4',
    amr: ['pwd', 'mfa'],
    idp: '00o1a2b3c4d5e6f7g8h9',
    preferred_username: 'ada@example.com',
    auth_time: seconds - 900,
    groups: ['Everyone', 'Engineers', 'Platform Admins'],
  },
  userInfo: {
    sub: '00u1a2b3c4d5e6f7g8h9',
    name: 'Ada Lovelace',
    locale: 'en_US',
    email: 'ada@example.com',
    preferred_username: 'ada@example.com',
    given_name: 'Ada',
    family_name: 'Lovelace',
    zoneinfo: 'Europe/London',
    updated_at: 1_767_225_600,
    email_verified: true,
    groups: ['Everyone', 'Engineers', 'Platform Admins'],
  },
  expected: {
    subject: '00u1a2b3c4d5e6f7g8h9',
    attributes: {
      sub: ['00u1a2b3c4d5e6f7g8h9'],
      name: ['Ada Lovelace'],
      locale: ['en_US'],
      email: ['ada@example.com'],
      preferred_username: ['ada@example.com'],
      given_name: ['Ada'],
      family_name: ['Lovelace'],
      zoneinfo: ['Europe/London'],
      updated_at: ['1767225600'],
      email_verified: ['true'],
      groups: ['Everyone', 'Engineers', 'Platform Admins'],
      ver: ['1'],
      amr: ['pwd', 'mfa'],
      idp: ['00o1a2b3c4d5e6f7g8h9'],
      auth_time: [String(seconds - 900)],
    },
    warnings: [],
  },
})

const tenantId = '11111111-2222-3333-4444-555555555555'
const entraIssuer = `https://login.microsoftonline.com/${tenantId}/v2.0`
const entraBase = `https://login.microsoftonline.com/${tenantId}`
const entraDiscovery = {
  issuer: entraIssuer,
  authorization_endpoint: `${entraBase}/oauth2/v2.0/authorize`,
  token_endpoint: `${entraBase}/oauth2/v2.0/token`,
  userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
  jwks_uri: `${entraBase}/discovery/v2.0/keys`,
  end_session_endpoint: `${entraBase}/oauth2/v2.0/logout`,
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
}
const entraPerson = {
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  oid: '00000000-0000-0000-66f3-3332eca7ea81',
  tid: tenantId,
  ver: '2.0',
  name: 'Ada Lovelace',
  preferred_username: 'ada@example.com',
  email: 'ada@example.com',
  // Entra dates its tokens five minutes back.
  iat: seconds - 300,
  nbf: seconds - 300,
  aio: 'Df2UVXL1ix!lMCWMSOJBcFatzcGfvFGhjKv8q5g0x732dR5MB5BisvGQO7YWByjd8iQDLq',
  rh: '0.AAAAAAAA',
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
}
const entraAttributes = {
  ...Object.fromEntries(
    (['sub', 'oid', 'tid', 'ver', 'name', 'preferred_username', 'email', 'aio', 'rh', 'uti'] as const).map(
      (name) => [name, [entraPerson[name]]],
    ),
  ),
}
const groupIds = ['0a1b2c3d-0000-4000-8000-000000000001', '0a1b2c3d-0000-4000-8000-000000000002']

const entra = shape({
  choice: { kind: 'entra-tenant', tenantId: tenantId.toUpperCase() },
  discovery: entraDiscovery,
  header: { typ: 'JWT' },
  claims: { ...entraPerson, groups: groupIds },
  expected: {
    subject: entraPerson.sub,
    attributes: { ...entraAttributes, groups: groupIds },
    warnings: [],
  },
})

/** Torque's private variant (T48, T73): no secret, the ID token by form post; above a handful of groups only a flag. */
const entraImplicitOverage = shape({
  choice: { kind: 'entra-tenant', tenantId },
  discovery: entraDiscovery,
  header: { typ: 'JWT' },
  flow: 'id-token',
  claims: { ...entraPerson, hasgroups: 'true' },
  expected: {
    subject: entraPerson.sub,
    attributes: { ...entraAttributes, hasgroups: ['true'] },
    warnings: ['groups-overage'],
  },
})

const entraOverage = shape({
  choice: { kind: 'entra-tenant', tenantId },
  discovery: entraDiscovery,
  header: { typ: 'JWT' },
  claims: {
    ...entraPerson,
    _claim_names: { groups: 'src1' },
    _claim_sources: {
      src1: { endpoint: `https://graph.windows.net/${tenantId}/users/${entraPerson.oid}/getMemberObjects` },
    },
  },
  expected: {
    subject: entraPerson.sub,
    attributes: { ...entraAttributes, _claim_names: ['{"groups":"src1"}'], hasgroups: ['true'] },
    warnings: ['groups-overage'],
  },
})

const googleIssuer = 'https://accounts.google.com'
const google = shape({
  choice: { kind: 'google', hostedDomain: 'Example.com' },
  discovery: {
    issuer: googleIssuer,
    authorization_endpoint: `${googleIssuer}/o/oauth2/v2/auth`,
    token_endpoint: 'https://oauth2.googleapis.com/token',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
    response_types_supported: ['code', 'token', 'id_token', 'code token', 'code id_token', 'none'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['plain', 'S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  header: { typ: 'JWT' },
  claims: {
    azp: clientId,
    sub: '110169484474386276334',
    hd: 'example.com',
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada Lovelace',
    picture: 'https://lh3.googleusercontent.com/a/default',
    given_name: 'Ada',
    family_name: 'Lovelace',
  },
  userInfo: { sub: '110169484474386276334', email: 'ada@example.com', email_verified: true, hd: 'example.com' },
  expected: {
    subject: '110169484474386276334',
    attributes: {
      sub: ['110169484474386276334'],
      email: ['ada@example.com'],
      email_verified: ['true'],
      hd: ['example.com'],
      name: ['Ada Lovelace'],
      picture: ['https://lh3.googleusercontent.com/a/default'],
      given_name: ['Ada'],
      family_name: ['Lovelace'],
    },
    warnings: [],
  },
})

const keycloakIssuer = 'https://sso.example.com/realms/acme'
const keycloakBase = `${keycloakIssuer}/protocol/openid-connect`
const keycloak = shape({
  choice: { kind: 'issuer', issuer: keycloakIssuer },
  discovery: {
    issuer: keycloakIssuer,
    authorization_endpoint: `${keycloakBase}/auth`,
    token_endpoint: `${keycloakBase}/token`,
    userinfo_endpoint: `${keycloakBase}/userinfo`,
    jwks_uri: `${keycloakBase}/certs`,
    end_session_endpoint: `${keycloakBase}/logout`,
    response_types_supported: ['code', 'none', 'id_token', 'token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'query.jwt', 'jwt'],
    id_token_signing_alg_values_supported: ['PS384', 'RS384', 'EdDSA', 'ES384', 'HS256', 'RS256', 'ES256'],
    code_challenge_methods_supported: ['plain', 'S256'],
    authorization_response_iss_parameter_supported: true,
  },
  header: { typ: 'JWT' },
  claims: {
    jti: 'f0e1d2c3-0000-4000-8000-000000000001',
    sub: '3c1f0e52-6c1e-4e55-9f35-6a1f1c3b2a10',
    typ: 'ID',
    azp: clientId,
    sid: 'a1b2c3d4-0000-4000-8000-000000000001',
    auth_time: seconds - 20,
    acr: '1',
    email_verified: false,
    realm_access: { roles: ['offline_access', 'default-roles-acme'] },
    name: 'Ada Lovelace',
    groups: ['/Engineers', '/R&D/Platform'],
    preferred_username: 'ada',
    given_name: 'Ada',
    family_name: 'Lovelace',
    email: 'ada@example.com',
    phone_number: null,
  },
  userInfo: { sub: '3c1f0e52-6c1e-4e55-9f35-6a1f1c3b2a10', email_verified: false, name: 'Ada Lovelace' },
  expected: {
    subject: '3c1f0e52-6c1e-4e55-9f35-6a1f1c3b2a10',
    attributes: {
      sub: ['3c1f0e52-6c1e-4e55-9f35-6a1f1c3b2a10'],
      email_verified: ['false'],
      name: ['Ada Lovelace'],
      typ: ['ID'],
      sid: ['a1b2c3d4-0000-4000-8000-000000000001'],
      auth_time: [String(seconds - 20)],
      acr: ['1'],
      realm_access: ['{"roles":["offline_access","default-roles-acme"]}'],
      groups: ['/Engineers', '/R&D/Platform'],
      preferred_username: ['ada'],
      given_name: ['Ada'],
      family_name: ['Lovelace'],
      email: ['ada@example.com'],
    },
    warnings: ['email-unverified'],
  },
})

export const shapes: Readonly<Record<string, Shape>> = {
  okta,
  entra,
  'entra-implicit-overage': entraImplicitOverage,
  'entra-overage': entraOverage,
  google,
  keycloak,
}
