/** The same consoles where they speak OpenID Connect: what their forms ask of a client. Data; `console.ts` has the rest. */
import type { StepText } from '../manual-step.js'
import type { OidcTrust } from '../service-provider/index.js'
import type { GroupConsole } from './console.js'

/** One console's words for an OpenID Connect client. Placeholders: `{label}`. */
export interface OidcConsole {
  /** Clicks that create the client. */
  readonly create: readonly string[]
  /** What the form calls our redirect URI: one field, never a list (S20). */
  readonly redirectUri: string
  /** Further fields, as they must be. */
  readonly fixed: readonly StepText[]
  /** How the service may prove itself there, in the form's words; what is missing the IdP does not take. */
  readonly clientAuthentication: Readonly<
    Partial<Record<NonNullable<OidcTrust['clientAuthentication']>, readonly StepText[]>>
  >
  /** What the form calls the URL of our keys, for `private_key_jwt`. @default - nothing: there is no such field */
  readonly jwksUrl?: string
  /** Where groups are switched on; null where its ID Tokens have none. */
  readonly groups: GroupConsole | null
  /** Where the issuer, the client ID and the client secret are found, for Terraform. */
  readonly found: readonly string[]
  /** What to know. */
  readonly notes: readonly string[]
  /** Vendor page or requirement ID. */
  readonly source: string
}

/** JumpCloud. */
export const jumpCloudOidc: OidcConsole = {
  create: [
    'SSO Applications > + Add New Application > Custom Application > Next',
    'Manage Single Sign-On (SSO) > Configure SSO with OIDC > Next',
    'Display Label: {label} > Save Application > Configure Application',
  ],
  redirectUri: 'Redirect URIs, the only one',
  fixed: [
    { field: 'Grant Types', value: 'Authorization Code' },
    { field: 'Attribute Mapping, Standard Scopes', value: 'Email and Profile' },
  ],
  clientAuthentication: {
    client_secret_basic: [{ field: 'Client Authentication Type', value: 'Client Secret Basic' }],
    client_secret_post: [{ field: 'Client Authentication Type', value: 'Client Secret POST' }],
    none: [{ field: 'Client Authentication Type', value: 'Public (None PKCE)' }],
  },
  groups: {
    field: 'Group Attributes, Groups Attribute Name',
    path: 'Tick include group attribute',
  },
  found: [
    'Activate shows Client ID and Client Secret, once; the issuer is https://oauth.id.jumpcloud.com/',
  ],
  notes: ['User Groups: choose who may sign in; nobody may until then.'],
  source: 'https://jumpcloud.com/support/sso-with-oidc',
}

/** Google: a client of Google Cloud, for accounts of one Workspace. Its ID Tokens name no groups. */
export const googleOidc: OidcConsole = {
  create: [
    'Google Cloud console > Google Auth Platform > Branding: app name {label}, and Audience: Internal',
    'Google Auth Platform > Clients > Create client',
  ],
  redirectUri: 'Authorized redirect URIs, the only one',
  fixed: [{ field: 'Application type', value: 'Web application' }],
  clientAuthentication: { client_secret_basic: [], client_secret_post: [] },
  groups: null,
  found: ['Create shows Client ID and Client secret, the secret once'],
  notes: [
    'Google signs in every Google account: name the Workspace’s domain as googleHostedDomain, and the service refuses all others.',
  ],
  source: 'https://developers.google.com/identity/openid-connect/openid-connect',
}

/** Keycloak. */
export const keycloakOidc: OidcConsole = {
  create: [
    'Clients > Create client > Client type: OpenID Connect, Client ID: as given to Terraform, Name: {label}',
    'Capability config: tick Standard flow, and no other flow',
  ],
  redirectUri: 'Valid redirect URIs, the only one',
  fixed: [{ field: 'Advanced > Proof Key for Code Exchange Code Challenge Method', value: 'S256' }],
  clientAuthentication: {
    client_secret_basic: secretOf('Client Id and Secret'),
    client_secret_post: secretOf('Client Id and Secret'),
    private_key_jwt: [
      { field: 'Client authentication', value: 'On' },
      { field: 'Credentials > Client Authenticator', value: 'Signed JWT' },
      { field: 'Keys > Use JWKS URL', value: 'On' },
    ],
    none: [{ field: 'Client authentication', value: 'Off' }],
  },
  jwksUrl: 'Keys > JWKS URL',
  groups: {
    field: 'Token Claim Name',
    path: 'Client scopes > …-dedicated > Add mapper > Group Membership, Full group path: Off, Add to ID token: On',
  },
  found: [
    'Issuer: Realm settings > General > Endpoints > OpenID Endpoint Configuration, "issuer"',
    'Client secret, if any: Credentials',
  ],
  notes: ['With Full group path on, a group is named "/Engineers": it would match no group.'],
  source: 'https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients',
}

function secretOf(authenticator: string): readonly StepText[] {
  return [
    { field: 'Client authentication', value: 'On' },
    { field: 'Credentials > Client Authenticator', value: authenticator },
  ]
}

const other = (value: string): readonly StepText[] => [{ field: 'Client authentication', value }]

/** Any other IdP (T07, S53). */
export const otherOidc: OidcConsole = {
  create: ['Create an OpenID Connect client named {label}'],
  redirectUri: 'Redirect URI, the only one',
  fixed: [{ field: 'Scopes', value: 'openid profile email' }],
  clientAuthentication: {
    client_secret_basic: other('client_secret_basic'),
    client_secret_post: other('client_secret_post'),
    private_key_jwt: other('private_key_jwt'),
    none: other('none: a public client, which proves itself by PKCE alone'),
  },
  jwksUrl: 'JWKS URL',
  groups: { field: 'Claim for groups in the ID Token', path: 'The client’s claims' },
  found: ['Issuer, client ID and, if there is one, client secret'],
  notes: [],
  source: 'T07, S53',
}
