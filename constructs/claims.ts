/** What an IdP shall say of a person, said once. Each IdP's folder renders it; the connection's attribute mapping follows from it, so the names on both sides cannot drift apart. */
import type { AttributeMapping, IOrganization } from './service-provider/index.js'

/** What every IdP knows of a person, whatever it calls it. */
export type PersonProperty = 'login' | 'email' | 'firstName' | 'lastName' | 'fullName'

/** One attribute the IdP sends. It comes from one of `property`, `idpAttribute` and `constant`. */
export interface AttributeStatement {
  /**
   * Its name in the assertion.
   * @default - the name the connection expects (S09)
   */
  readonly name?: string
  /**
   * A property every IdP has.
   * @default - what the service's page says for this IdP (S33, S44, S52), else the property of the field's name
   */
  readonly property?: PersonProperty
  /**
   * The IdP's own word for the value. Okta: an expression such as `user.department`; Entra: a source attribute such as
   * `department` or `extensionattribute1`; others: the attribute's name.
   * @default - none
   */
  readonly idpAttribute?: string
  /**
   * The same value for everybody.
   * @default - none
   */
  readonly constant?: string
}

/** Which groups are sent: one of the four. Okta only; Entra sends those assigned to the app. */
export interface GroupFilter {
  /** A regular expression, such as `.*` (S33). @default - none */
  readonly matches?: string
  /** @default - none */
  readonly startsWith?: string
  /** @default - none */
  readonly equals?: string
  /** @default - none */
  readonly contains?: string
}

/** How a group is named in the assertion. */
export type GroupIdentifier = 'displayName' | 'objectId' | 'samAccountName'

/** The groups the IdP sends. */
export interface GroupClaim {
  /**
   * The attribute's name in the assertion.
   * @default - the name the connection expects; Entra's own, which no provider can change
   */
  readonly name?: string
  /**
   * Which groups are sent.
   * @default - Okta: those matching `.*`, as documented (S33)
   */
  readonly filter?: GroupFilter
  /**
   * How Entra names a group. Okta sends names only.
   * @default - object IDs where the service matches groups by identifier (T46), else display names (S45)
   */
  readonly identifier?: GroupIdentifier
  /**
   * Send the values of this attribute of the person instead of the IdP's own groups, such as `user.groups` in an Okta that is a broker (T47).
   * @default - the IdP's own groups
   */
  readonly idpAttribute?: string
}

/** The statement that fills each field. `false` sends none. */
export interface FieldClaims {
  /** The person's unique name in the service (S10). @default - what the service's page says for this IdP */
  readonly login?: AttributeStatement | false
  /** The name people see (S10). @default - what the service's page says for this IdP */
  readonly name?: AttributeStatement | false
  /** E-mail address (S10). @default - what the service's page says for this IdP */
  readonly email?: AttributeStatement | false
  /** First name (Q08a). @default - not sent, unless the preset requires it */
  readonly givenName?: AttributeStatement | false
  /** Family name (Q08a). @default - not sent, unless the preset requires it */
  readonly familyName?: AttributeStatement | false
  /** The spaces a person works in (T10). @default - not sent */
  readonly spaceName?: AttributeStatement | false
  /** The person's role in each space, paired by position (T11). @default - not sent */
  readonly spaceRole?: AttributeStatement | false
  /** IANA time zone (T12). @default - not sent */
  readonly timezone?: AttributeStatement | false
  /** Role in the whole account (T34). @default - not sent */
  readonly accountRole?: AttributeStatement | false
}

/** Field of the profile → the statement that fills it. Fields left out follow the preset and its page; optional ones of which the page says nothing are not sent. */
export interface Claims extends FieldClaims {
  /** The groups; `false` sends none. @default - groups are sent if the preset knows them */
  readonly groups?: GroupClaim | false
}

/** What an IdP's app must know of an SP. Every {@link ISamlConnection} is one. */
export interface SamlServiceProvider {
  /** Where Responses are posted. */
  readonly acsUrl: string
  /** Its name at the IdP, which the audience quotes. */
  readonly spEntityId: string
  /** @default - none: a person begins at the IdP */
  readonly loginUrl?: string
  /** Where our encryption certificate is found. @default - nowhere */
  readonly spMetadataUrl?: string
  /** Name of the connection, for labels and steps. @default - none */
  readonly name?: string
  /**
   * May the IdP begin a sign-in? Where it may not, no icon does.
   * @default - it may
   */
  readonly idpInitiated?: boolean
  /** Field → name of the attribute. */
  readonly attributeNames: AttributeMapping
  /** Whose preset says which fields are required. @default - all of attributeNames are */
  readonly organization?: Pick<IOrganization, 'preset'>
}

/** Which IdP's words are spoken. The same as core's, whose declarations must not reach a user's compiler. */
export type IdpKind = 'okta' | 'entra' | 'google' | 'jumpcloud' | 'other'

/** How the defaults are to be taken. */
export interface ClaimOptions {
  /**
   * Send the full name where the service's page says first name (S33a).
   * @default false - as documented
   */
  readonly fullName?: boolean
}

/** The attribute mapping that claims ask for: the names they choose themselves. */
export function mappingOf(claims: Claims): AttributeMapping {
  const all: readonly [string, AttributeStatement | GroupClaim | false][] = Object.entries(claims)
  const named = all.flatMap(([field, claim]) =>
    claim !== false && claim.name !== undefined ? [[field, claim.name] as const] : [],
  )
  return Object.fromEntries(named)
}
