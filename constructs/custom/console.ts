/** IdPs for which no Terraform provider with SAML apps was found: their consoles, as data. Add a console here, nothing else. */
import type { IdpKind } from '../claims.js'
import type { StepText } from '../manual-step.js'
import {
  googleOidc,
  jumpCloudOidc,
  keycloakOidc,
  otherOidc,
  type OidcConsole,
} from './oidc-console.js'

/** One console's words. Placeholders: `{label}`. */
export interface IdpConsole {
  /** The vendor's name. */
  readonly title: string
  /** In whose words core knows the values. */
  readonly kind: IdpKind
  /** Clicks that create the app. */
  readonly create: readonly string[]
  /** Clicks to the form of the endpoints. */
  readonly endpoints: readonly string[]
  /** What the form calls our ACS URL: one field, never a list (S07). */
  readonly acsUrl: string
  /** What it calls our entity ID. */
  readonly spEntityId: string
  /** Further fields, as they must be. */
  readonly fixed: readonly StepText[]
  /** Clicks to the form of the attributes. */
  readonly attributes: readonly string[]
  /** How a row of it reads: the field's label, given the value on the IdP's side. */
  readonly attributeField: string
  /** What the form calls the group attribute's name; null where groups are one more mapping of `attributes`. */
  readonly groups: GroupConsole | null
  /** Where the metadata is found, for the connection. */
  readonly metadata: string
  /** The same by OpenID Connect; null where it is not spoken. */
  readonly oidc: OidcConsole | null
  /** How it pushes people to an app of one's own; null where it cannot. */
  readonly provisioning: ProvisioningConsole | null
  /** What to know. */
  readonly notes: readonly string[]
  /** Vendor page or requirement ID. */
  readonly source: string
}

/** Where groups are switched on, in one console's words. */
export interface GroupConsole {
  /** Label of the field for the attribute's name. */
  readonly field: string
  /** Clicks to it. */
  readonly path: string
}

/** The form for SCIM, in one console's words. */
export interface ProvisioningConsole {
  /** Clicks to the form, and on from it. */
  readonly path: readonly string[]
  /** What it calls the SCIM base URL. */
  readonly baseUrl: string
  /** What it calls the token. */
  readonly token: string
  /** What it calls the switch for groups. */
  readonly groups: string
  /** Vendor page or requirement ID. */
  readonly source: string
}

/** JumpCloud (S50). */
export const jumpCloud: IdpConsole = {
  title: 'JumpCloud',
  kind: 'jumpcloud',
  create: [
    'SSO Applications > + Add New Application > Custom Application > Next',
    'Manage Single Sign-On (SSO) > Configure SSO with SAML > Next',
    'Display Label: {label} > Save Application > Configure Application',
  ],
  endpoints: ['SSO Applications > {label} > SSO > Configuration Settings'],
  acsUrl: 'ACS URLs, Default URL',
  spEntityId: 'SP Entity ID',
  fixed: [{ field: 'IdP Entity ID', value: 'as it stands' }],
  attributes: ['SSO Applications > {label} > SSO > Attributes > User Attributes > add attribute'],
  attributeField: 'Service Provider Attribute Name for JumpCloud attribute',
  groups: {
    field: 'Groups Attribute Name',
    path: 'Constant Attributes: tick Include Group Attribute',
  },
  metadata: 'SSO > JumpCloud Metadata > Copy Metadata URL',
  oidc: jumpCloudOidc,
  provisioning: {
    path: [
      'SSO Applications > {label} > Identity Management > SCIM Version: SCIM 2.0',
      'Enter the values below, Test Connection, Activate, then Save',
      'SSO Applications > {label} > User Groups: choose whose people are pushed',
    ],
    baseUrl: 'Base URL',
    token: 'Token Key',
    groups: 'Enable management of User Groups and Group Membership',
    source: 'https://boxyhq.com/docs/directory-sync/providers/jumpcloud',
  },
  notes: ['Only a single ACS URL: more lead to errors (S07).'],
  source: 'S50',
}

/** Google Workspace. It sends at most 75 groups, and only those chosen by hand. */
export const googleWorkspace: IdpConsole = {
  title: 'Google Workspace',
  kind: 'google',
  create: ['Apps > Web and mobile apps > Add app > Add custom SAML app', 'App name: {label}'],
  endpoints: ['Web and mobile apps > {label} > Service provider details'],
  acsUrl: 'ACS URL',
  spEntityId: 'Entity ID',
  fixed: [
    { field: 'Signed response', value: 'on' },
    { field: 'Name ID format', value: 'EMAIL' },
    { field: 'Name ID', value: 'Basic Information > Primary email' },
  ],
  attributes: ['Web and mobile apps > {label} > SAML attribute mapping > Add mapping'],
  attributeField: 'App attribute for Google directory attribute',
  groups: {
    field: 'App attribute for groups',
    path: 'Group membership (optional): choose each group to be sent',
  },
  metadata: 'Web and mobile apps > {label} > Download metadata: a file, there is no URL',
  oidc: googleOidc,
  // Autoprovisioning is for apps of Google's catalogue only.
  provisioning: null,
  notes: ['User access is off for everyone until it is turned on for the app.'],
  source: 'https://knowledge.workspace.google.com/admin/apps/set-up-your-own-custom-saml-app',
}

/** Keycloak, whose client is the app. */
export const keycloak: IdpConsole = {
  title: 'Keycloak',
  kind: 'other',
  create: ['Clients > Create client > Client type: SAML'],
  endpoints: ['Clients > {label} > Settings'],
  acsUrl: 'Valid redirect URIs, and Advanced > Assertion Consumer Service POST Binding URL',
  spEntityId: 'Client ID',
  fixed: [
    { field: 'Sign documents', value: 'On' },
    { field: 'Sign assertions', value: 'On' },
    { field: 'Signature algorithm', value: 'RSA_SHA256' },
    { field: 'Keys > Client signature required', value: 'Off' },
  ],
  attributes: [
    'Clients > {label} > Client scopes > …-dedicated > Add mapper > User Attribute Mapper',
  ],
  attributeField: 'SAML Attribute Name for property',
  groups: {
    field: 'Group attribute name',
    path: 'Add mapper > Group list, Single Group Attribute: On, Full group path: Off',
  },
  metadata: 'Realm settings > General > Endpoints > SAML 2.0 Identity Provider Metadata',
  oidc: keycloakOidc,
  // Keycloak itself is no SCIM client.
  provisioning: null,
  notes: ['With Full group path on, a group is named "/Engineers": it would match no group.'],
  source: 'https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration',
}

/** Any other IdP (S53). */
export const otherIdp: IdpConsole = {
  title: 'The identity provider',
  kind: 'other',
  create: ['Create a SAML 2.0 app named {label}'],
  endpoints: ['The app’s SAML settings'],
  acsUrl: 'Single sign-on URL (ACS), the only one',
  spEntityId: 'SP entity ID, or audience',
  fixed: [{ field: 'Signature', value: 'Response and assertion, RSA-SHA256' }],
  attributes: ['The app’s attribute statements'],
  attributeField: 'Attribute name for',
  groups: { field: 'Attribute name for groups', path: 'The app’s group attribute' },
  metadata: 'the app’s metadata URL, or its SSO URL and signing certificate',
  oidc: otherOidc,
  provisioning: {
    path: ['The app’s SCIM 2.0 provisioning: enter the values below, test, then switch it on'],
    baseUrl: 'SCIM base URL',
    token: 'Bearer token',
    groups: 'Push groups',
    source: 'T51, T53',
  },
  notes: ['Only a single ACS URL: more lead to errors (S07).'],
  source: 'S53',
}
