/** The fields of a Profile, and how a preset fills them. */
import type { IdpKind } from '../idp-kind.js'

/** The fields a Profile may carry; a preset says which of them its service knows. */
export const profileFields = [
  'login',
  'name',
  'givenName',
  'familyName',
  'email',
  'groups',
  'spaceName',
  'spaceRole',
  'timezone',
  'accountRole',
] as const
export type ProfileField = (typeof profileFields)[number]

/** What an administrator picks in the IdP's console so that a field arrives. */
export interface IdpValue {
  /** The IdP's own name of the value: `user.email` in Okta, `user.mail` in Entra. */
  readonly value: string
  /** What the vendor's page says where `value` departs from it (S52). Offered by `asDocumented: true`. */
  readonly asDocumented?: string
  /** The IdP's full-name value, where the page's own is the first name only (S33a). Offered by `fullName: true`. */
  readonly fullName?: string
  readonly source: string
}

/** One field a service fills from an attribute. */
export interface FieldRule {
  readonly field: ProfileField
  /** The attribute's name unless the connection says otherwise. */
  readonly attribute: string
  /** Sign-in is refused without it. */
  readonly required: boolean
  /**
   * How many values count. `one`: the first that is not empty; `set`: all that are not empty, order says nothing;
   * `list`: all, in order and with the empty ones, since position means something (T20–T25).
   * @default 'one'
   */
  readonly values?: 'one' | 'set' | 'list'
  /** Well-known names tried in turn when the connection maps nothing and `attribute` is absent. */
  readonly alternatives?: readonly string[]
  /**
   * Where all names fail, the NameID or `sub` fills it: always, or if it looks like an e-mail address.
   * @default - it does not
   */
  readonly fromSubject?: 'always' | 'if-email'
  /** Where all else fails, these fields joined by a blank. */
  readonly composedOf?: readonly ProfileField[]
  /** What to pick in the consoles we know. */
  readonly idpValues?: Readonly<Partial<Record<IdpKind, IdpValue>>>
  /** Requirement ID or vendor page. */
  readonly source: string
}

/** The names under which Entra sends a field unless told otherwise. https://learn.microsoft.com/entra/identity-platform/reference-claims-customization */
export const entraClaims = {
  email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  givenName: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  familyName: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  login: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  name: 'http://schemas.microsoft.com/identity/claims/displayname',
  groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
} as const

/** The name under which JumpCloud sends groups unless told otherwise: *Include group attribute*. https://jumpcloud.com/support/sso-using-custom-saml-application-connectors */
export const jumpCloudGroups = 'memberOf'

/** What each console calls the values most services want, in the words of its own page. A preset may say otherwise. */
export const consoleValues = {
  login: {
    okta: { value: 'user.login', source: 'S33' },
    entra: { value: 'user.userprincipalname', source: 'S44' },
    google: { value: 'Primary email', source: 'Google Workspace, SAML attribute mapping' },
    jumpcloud: { value: 'username', source: 'S52' },
  },
  name: {
    okta: { value: 'user.displayName', source: 'Okta, user profile' },
    entra: { value: 'user.displayname', source: 'Entra, source attributes' },
    // Google offers first and last name only: they are composed here.
    google: { value: 'First name', source: 'Google Workspace, SAML attribute mapping' },
    jumpcloud: { value: 'displayname', source: 'S52' },
  },
  givenName: {
    okta: { value: 'user.firstName', source: 'S33' },
    entra: { value: 'user.givenname', source: 'S44' },
    google: { value: 'First name', source: 'Google Workspace, SAML attribute mapping' },
    jumpcloud: { value: 'firstname', source: 'JumpCloud, user attributes' },
  },
  familyName: {
    okta: { value: 'user.lastName', source: 'Okta, user profile' },
    entra: { value: 'user.surname', source: 'Entra, source attributes' },
    google: { value: 'Last name', source: 'Google Workspace, SAML attribute mapping' },
    jumpcloud: { value: 'lastname', source: 'JumpCloud, user attributes' },
  },
  email: {
    okta: { value: 'user.email', source: 'S33' },
    entra: { value: 'user.mail', source: 'S44' },
    google: { value: 'Primary email', source: 'Google Workspace, SAML attribute mapping' },
    jumpcloud: { value: 'email', source: 'S50' },
  },
  groups: {
    okta: { value: 'Matches regex .*', source: 'S33' },
    entra: { value: 'Groups assigned to the application', source: 'S45' },
    google: { value: 'Group membership (optional)', source: 'Google Workspace, SAML groups' },
    jumpcloud: { value: 'Include Group Attribute', source: 'S50' },
  },
} as const satisfies Partial<Record<ProfileField, Partial<Record<IdpKind, IdpValue>>>>
