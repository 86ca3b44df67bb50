/** What a service demands of a connection, as data: one engine serves them all. Each service has a file beside this one. */
import type { IdpKind } from '../idp-kind.js'
import type { GroupPolicy, RoleAssignment } from './access.js'
import type { FieldRule } from './fields.js'
import type { ActivationPolicy, ProvisioningPolicy, ScimPolicy, Trouble } from './provisioning.js'

export type Protocol = 'saml' | 'oidc'

/** URL templates over `{serviceUrl}` and `{name}`. Without `{name}` one URL serves all connections. */
export interface SamlTemplates {
  readonly acsUrl: string
  readonly spEntityId: string
  readonly spMetadataUrl: string
  readonly loginUrl: string
}

export interface OidcTemplates {
  readonly redirectUri: string
  readonly loginUrl: string
}

/** Our name at the IdP, where it is not simply the template's. */
export interface AudienceRule {
  /** The host without `www.`: Qualified's ACS has it, its audience has not (Q04, Q06). */
  readonly withoutWww: boolean
  /** Per IdP another endpoint serves as audience (S51). */
  readonly perIdp: Readonly<Partial<Record<IdpKind, 'acsUrl'>>>
  readonly source: string
}

/** How a person without a session finds the way to their IdP. */
export interface WayIn {
  readonly kind: 'email-domain' | 'enterprise-key' | 'remembered-idp' | 'button' | 'connection-url'
  /** URL template over `{serviceUrl}` and `{name}`, and `{key}` for the enterprise key. */
  readonly url: string
  /** What the button says, where the page gives words. */
  readonly label?: string
  /** The IdP the button is for. */
  readonly idp?: IdpKind
  readonly source: string
}

/** What an administrator hands over, in the order in which the page asks for it. */
export interface RegistrationPolicy {
  readonly saml: readonly SamlRegistration[]
  readonly oidc: readonly OidcRegistration[]
  /** May the connection name the attributes (T05), or are they computed by us (S09)? */
  readonly attributeNames: 'by-connection' | 'computed'
  /** Who must not appear twice: an issuer that identifies the customer at a global ACS (Q02). */
  readonly uniqueIssuer: boolean
  readonly source: string
}
/** The first is preferred. */
export type SamlRegistration = 'metadata-url' | 'metadata-xml' | 'manual'
export type OidcRegistration =
  | { readonly kind: 'entra-tenant'; readonly clientSecret: 'required' | 'optional' }
  | { readonly kind: 'okta-domain'; readonly clientSecret: 'required' | 'optional' }
  | { readonly kind: 'issuer'; readonly clientSecret: 'required' | 'optional' }

export interface ServicePreset {
  readonly key: string
  readonly title: string
  /** What the service speaks; the first is offered first. */
  readonly protocols: readonly Protocol[]
  /** IdPs the service's own list names; any other is configured by hand. */
  readonly offered: readonly IdpKind[]
  /** The SAML endpoints. */
  readonly endpoints: SamlTemplates
  /** The OpenID Connect endpoints; null where the service does not speak it. */
  readonly oidcEndpoints: OidcTemplates | null
  readonly audience: AudienceRule
  readonly waysIn: readonly WayIn[]
  readonly registration: RegistrationPolicy
  readonly fields: readonly FieldRule[]
  /** May an IdP begin a sign-in by an unsolicited Response? `optional` is off until the connection allows it. */
  readonly idpInitiated: {
    readonly policy: 'forbidden' | 'required' | 'optional'
    readonly source: string
  }
  readonly groups: GroupPolicy
  readonly roleAssignment: RoleAssignment
  /** The roles there are unless the organization says otherwise. */
  readonly roles: readonly string[]
  /** Words by which the service speaks of an organization's parts; null where it has none. */
  readonly spaces: { readonly title: string; readonly source: string } | null
  readonly provisioning: ProvisioningPolicy
  /** null: no SCIM at all. */
  readonly scim: ScimPolicy | null
  readonly activation: ActivationPolicy
  /** Lines for the log after a valid sign-in, whose text the vendor's page promises to those who search for it. */
  readonly logLines: readonly {
    readonly idp: IdpKind
    readonly text: string
    readonly source: string
  }[]
  readonly troubleshooting: readonly Trouble[]
}
