/** The IdP's side of the joint, in one shape for every vendor: what its app will emit, and where that is said. */
import type { Block } from '../../program/index.js'
import type { GroupIdentifierKind } from './groups.js'
import type { Place } from '../finding.js'
import type { Said } from './said.js'

/** One attribute or claim that is sent. */
export interface Sent {
  readonly name: Said
  readonly kind: 'value' | 'groups'
  /** The same text for everybody. */
  readonly constant?: string
}

/** The groups that are sent. */
export interface SentGroups {
  readonly name: Said
  /** How a group is named in the list; undefined where nobody can tell. */
  readonly identifier: GroupIdentifierKind | undefined
  /** Which groups: those assigned to the app, or all a person is in. */
  readonly scope: 'assigned' | 'all' | 'filtered' | undefined
  readonly place: Place
}

interface AppBase {
  readonly vendor: 'okta' | 'entra'
  /** The resource that is the app. */
  readonly block: Block
  readonly place: Place
  /** What else belongs to it, such as its service principal. */
  readonly parts: readonly Block[]
  /** May people see it in their portal, and where does a click lead? */
  readonly icon: Icon
  /** Who may use it is left to assignments, and there are such in the program. */
  readonly assignments: { readonly required: boolean | undefined; readonly count: number }
  /** A catalogue entry it was made from; undefined for an app of one's own. */
  readonly template: Said | undefined
}

export interface Icon {
  readonly hidden: boolean | undefined
  /** Where a click leads when it does not begin a sign-in at the IdP. */
  readonly signOnUrl: Said | undefined
  readonly place: Place
}

export interface SamlApp extends AppBase {
  readonly protocol: 'saml'
  /** Every URL a Response may be sent to; undefined: nobody can tell how many. */
  readonly acsUrls: readonly Said[] | undefined
  readonly recipient: Said | undefined
  readonly destination: Said | undefined
  /** undefined: nobody can tell. */
  readonly audiences: readonly Said[] | undefined
  readonly nameIdFormat: Said | undefined
  /** The IdP's own word for what the NameID holds. */
  readonly nameIdValue: Said | undefined
  /** Attributes and groups; undefined: nobody can tell. */
  readonly sent: readonly Sent[] | undefined
  readonly groups: SentGroups | undefined
  readonly signing: Signing
  readonly relayState: Said | undefined
  /** Does it refuse AuthnRequests that are not signed? */
  readonly wantsSignedRequests: Said | undefined
  readonly certificateEnds: readonly Said[]
  /** Entra: policy, mode and certificate, on which its own rows look. */
  readonly entra?: EntraSaml
}

export interface Signing {
  /** undefined: not known yet. */
  readonly response: boolean | undefined
  readonly assertion: boolean | undefined
  readonly algorithm: Said | undefined
  readonly digest: Said | undefined
  readonly place: Place
}

export interface EntraSaml {
  readonly principal: Block | undefined
  readonly certificates: readonly Block[]
  readonly policies: readonly ClaimsPolicy[]
  /** Does the token still carry the namespaced claims Entra sends by itself? */
  readonly basicClaims: boolean | undefined
}

export interface ClaimsPolicy {
  readonly block: Block
  readonly place: Place
  /** What could not be read, or would be ignored by Entra. */
  readonly faults: readonly string[]
}

export interface OidcApp extends AppBase {
  readonly protocol: 'oidc'
  readonly redirectUris: readonly Said[] | undefined
  readonly responseTypes: readonly Said[] | undefined
  readonly grantTypes: readonly Said[] | undefined
  readonly pkceRequired: boolean | undefined
  /** The authorization endpoint may answer with tokens themselves. */
  readonly implicit: {
    readonly idToken: boolean | undefined
    readonly accessToken: boolean | undefined
    readonly place: Place
  }
  /** Is there a secret for the service? undefined: nobody can tell. */
  readonly hasSecret: boolean | undefined
  readonly groups: SentGroups | undefined
  /** Entra: claims of the ID Token that are not in it by themselves; undefined: nobody can tell. */
  readonly optionalClaims: readonly string[] | undefined
  /** Attributes the claim is known to be set by a way that fails silently. */
  readonly fragileGroups: Place | undefined
  /** Who may sign in: one tenant, or any. */
  readonly audience: Said | undefined
  /** Version of the tokens; another issuer for each. */
  readonly tokenVersion: Said | undefined
}

export type App = SamlApp | OidcApp
