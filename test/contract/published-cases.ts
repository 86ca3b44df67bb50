/** A service and what its IdPs publish, agreeing; and each rule about that, one step away from it. */
import {
  checkContract,
  readLive,
  type LiveService,
  type Published,
  type Report,
} from '../../src/contract/index.js'
import { now } from './programs.js'

const idp = 'https://idp.example.com'
const url = 'https://sso.example.com'
const pem = (key: string) => `-----BEGIN CERTIFICATE-----\n${key}\n-----END CERTIFICATE-----`

export const service = (): LiveService => ({
  url,
  organizations: [{ name: 'acme', preset: 'twenty', roleRules: [] }],
  directories: [],
  connections: [
    {
      ...{ name: 'acme-saml', organization: 'acme', preset: 'twenty' },
      justInTimeProvisioning: true,
      idpMetadataUrl: `${idp}/metadata`,
      ...{ attributeMapping: {}, attributeNames: { email: 'email' } },
      policy: {},
      idp: {
        ...{ entityId: `${idp}/metadata`, ssoUrl: `${idp}/sso`, readAt: null },
        certificates: [pem('old'), pem('new')],
      },
      endpoints: {
        ...{ acsUrl: `${url}/auth/saml/callback/acme-saml`, spEntityId: `${url}/auth/saml` },
        ...{ spMetadataUrl: `${url}/metadata`, loginUrl: `${url}/login` },
      },
    },
  ],
  oidcConnections: [
    {
      ...{ name: 'acme-oidc', organization: 'acme', preset: 'twenty', issuer: idp },
      ...{ oktaDomain: null, entraTenantId: null, googleHostedDomain: null },
      ...{ clientId: 'acme', clientAuthentication: 'client_secret_basic' },
      ...{ responseType: 'code', responseMode: 'query', maxAgeSeconds: null },
      scopes: ['openid', 'email', 'profile'],
      ...{ attributeMapping: {}, attributeNames: { email: 'email' }, justInTimeProvisioning: true },
      clientSecretSetAt: '2026-11-01T00:00:00.000Z',
      endpoints: {
        ...{ redirectUri: `${url}/auth/oidc/callback`, loginUrl: `${url}/login` },
        jwksUrl: `${url}/jwks`,
      },
      idp: {
        ...{ issuer: idp, idpKind: 'other', tenantId: null, hostedDomain: null },
        ...{ authorizationEndpoint: `${idp}/authorize`, tokenEndpoint: `${idp}/token` },
        ...{ jwksUri: `${idp}/keys`, userInfoEndpoint: `${idp}/me`, endSessionEndpoint: null },
        ...{ algorithms: ['RS256'], responseTypes: null, responseModes: null },
        ...{ tokenAuthMethods: null, sendsIssuer: false, readAt: '2026-11-01T00:00:00.000Z' },
      },
    },
  ],
})

export const metadata = {
  ...{ protocol: 'saml', url: `${idp}/metadata`, entityId: `${idp}/metadata` },
  ssoUrls: [`${idp}/sso`, `${idp}/sso-post`],
  certificates: [pem('new'), pem('old')],
  wantsSignedRequests: true,
} satisfies Published

const document: Readonly<Record<string, unknown>> = {
  issuer: idp,
  ...{ authorization_endpoint: `${idp}/authorize`, token_endpoint: `${idp}/token` },
  ...{ jwks_uri: `${idp}/keys`, userinfo_endpoint: `${idp}/me` },
  response_types_supported: ['code', 'id_token'],
  response_modes_supported: ['query', 'form_post'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
  id_token_signing_alg_values_supported: ['RS256', 'HS256'],
  code_challenge_methods_supported: ['plain', 'S256'],
  scopes_supported: ['openid', 'email', 'profile', 'offline_access'],
  claims_supported: [
    ...['sub', 'email', 'given_name', 'family_name', 'name', 'groups', 'login', 'picture'],
    ...['preferred_username', 'firstName', 'lastName', 'givenName', 'familyName'],
  ],
}

export const discovery = {
  ...{ protocol: 'oidc', url: `${idp}/.well-known/openid-configuration`, document },
} satisfies Published

export interface Given {
  readonly service?: LiveService
  readonly metadata?: Published
  readonly discovery?: Published
}

export const reportOf = (given: Given = {}): Report =>
  checkContract(
    [
      readLive({
        ...(given.service ?? service()),
        published: new Map<string, Published>([
          ['acme-saml', given.metadata ?? metadata],
          ['acme-oidc', given.discovery ?? discovery],
        ]),
      }),
    ],
    { now },
  )

const saml = (more: object): Given => ({ metadata: { ...metadata, ...more } })
/** `undefined`: left out of the document. */
const oidc = (more: object): Given => ({
  discovery: { ...discovery, document: { ...document, ...more } },
})
const connected = (more: object): Given => {
  const { oidcConnections = [], ...rest } = service()
  return { service: { ...rest, oidcConnections: oidcConnections.map((e) => ({ ...e, ...more })) } }
}
const unsigned = (): LiveService => {
  const { connections, ...rest } = service()
  return {
    ...rest,
    connections: connections.map((e) => ({ ...e, policy: { signRequests: false } })),
  }
}

/** Each a step away from what agrees, and what is said of it. */
export const publishedCases: readonly (readonly [string, Given, RegExp])[] = [
  [
    'idp-unreadable',
    {
      metadata: {
        ...{ protocol: 'none', url: `${idp}/metadata`, code: 'metadata-unreachable' },
        detail: 'it answered with status 404',
      },
    },
    /^metadata-unreachable: it answered with status 404$/,
  ],
  ['metadata-entity-id-changed', saml({ entityId: 'urn:other' }), /the IdP says "urn:other"/],
  ['metadata-sso-url-changed', saml({ ssoUrls: [`${idp}/sso2`] }), /sso2/],
  ['metadata-keys-replaced', saml({ certificates: [pem('newest')] }), /trusts none of them/],
  [
    'metadata-key-unknown',
    saml({ certificates: [pem('new'), pem('next')] }),
    /1 of 2 signing keys are not trusted yet/,
  ],
  ['metadata-wants-signed-requests', { service: unsigned() }, /sign_requests is false/],
  ['discovery-issuer-changed', oidc({ issuer: `${idp}/` }), /the IdP says "https:.*\/"$/],
  ['discovery-endpoint-changed', oidc({ jwks_uri: `${idp}/keys2` }), /URL of keys .*keys2/],
  [
    'discovery-endpoint-insecure',
    oidc({ token_endpoint: 'http://idp.example.com/token' }),
    /no https URL: token_endpoint/,
  ],
  [
    'discovery-client-authentication-unsupported',
    connected({ clientAuthentication: 'client_secret_post' }),
    /offers client_secret_basic, private_key_jwt/,
  ],
  [
    'discovery-response-unsupported',
    oidc({ response_modes_supported: ['fragment'] }),
    /"query", response_modes_supported offers fragment/,
  ],
  [
    'discovery-algorithm-unsupported',
    oidc({ id_token_signing_alg_values_supported: ['HS256', 'none'] }),
    /offers HS256, none/,
  ],
  [
    'discovery-pkce-unsupported',
    oidc({ code_challenge_methods_supported: ['plain'] }),
    /does not list: S256/,
  ],
  ['discovery-scopes-unlisted', oidc({ scopes_supported: ['openid'] }), /email, profile/],
  ['discovery-claims-unlisted', oidc({ claims_supported: ['sub'] }), /does not list: .*email/],
]

/** What the standard means where nothing is said. */
export const defaultCases: readonly (readonly [string, Given, readonly string[]])[] = [
  [
    'client_secret_basic and RS256 are meant',
    oidc({
      token_endpoint_auth_methods_supported: undefined,
      id_token_signing_alg_values_supported: undefined,
    }),
    [],
  ],
  [
    'query and fragment are meant, and nothing of PKCE, scopes and claims',
    oidc({
      ...{ response_modes_supported: undefined, code_challenge_methods_supported: undefined },
      ...{ scopes_supported: undefined, claims_supported: undefined },
    }),
    [],
  ],
  [
    'no metadata of a connection told by hand is asked for',
    { metadata: { protocol: 'none', url: idp, code: 'x', detail: 'x' }, ...oidc({}) },
    ['idp-unreadable'],
  ],
]
