/** What the service remembers, as values. How it is kept is the store's business; what makes an input valid is core's. */
import type {
  ActivationInput,
  AdministratorInput,
  ConnectionRequestInput,
  DomainInput,
  SsoPolicyInput,
  TestResult,
} from '../../admin-api/index.js'
import type {
  Finding,
  GroupInput,
  IdpFacts,
  OidcConnectionInput,
  OidcIdpFacts,
  OrganizationInput,
  PersonState,
  SamlConnectionInput,
  SpaceInput,
  SpaceMembership,
} from '../../core/index.js'
import type { Identity } from './sign-in-records.js'

export type * from './sign-in-records.js'

/** What every object of the admin API has beside its content. */
export interface Managed {
  /** Counts changes, from 1. */
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Idempotency-Key of the request that created it: a repeated create is recognised by it. */
  readonly creationKey: string | null
}

export interface OrganizationRecord extends Managed {
  readonly name: string
  readonly input: OrganizationInput
}

export interface GroupRecord extends Managed {
  readonly organization: string
  readonly name: string
  readonly input: GroupInput
}

export interface SpaceRecord extends Managed {
  readonly organization: string
  readonly name: string
  readonly input: SpaceInput
}

/** A connection asked for, under the name it is to have. */
export interface ConnectionRequestRecord extends Managed {
  readonly organization: string
  readonly name: string
  readonly input: ConnectionRequestInput
}

export interface SamlConnectionRecord extends Managed {
  readonly name: string
  readonly input: SamlConnectionInput
  readonly idp: IdpFacts
}

export interface OidcConnectionRecord extends Managed {
  readonly name: string
  readonly input: OidcConnectionInput
  readonly idp: OidcIdpFacts
  /** Of the client secret, which itself is among the sealed ones: the version of the connection that set it, and when. */
  readonly secret: { readonly version: number; readonly setAt: Date } | null
  /** The key we prove ourselves by (private_key_jwt), and those before and after it. */
  readonly clientKey: ClientKeys | null
}

/** The public half. */
export interface PublicClientKey {
  readonly keyId: string
  /** RFC 7517. */
  readonly publicJwk: Readonly<Record<string, string>>
  /** RFC 3339; absent for the first. */
  readonly createdAt?: string | undefined
}

export interface ClientKeys extends PublicClientKey {
  /** Published for the IdP to know before it is used. */
  readonly next?: PublicClientKey | undefined
  /** What was used until a while ago. */
  readonly old?: PublicClientKey | undefined
}

/** A person's place in an organization. It is there before the first sign-in, and after the last. */
export interface PersonRecord extends Managed {
  /** Also the id of their `User`, once they have signed in. */
  readonly id: string
  readonly organization: string
  readonly state: PersonState
  readonly login: string
  /** SCIM `userName`, or the e-mail address; compared without case. */
  readonly userName: string
  readonly externalId: string | null
  /** As whom they signed in; null for who never did, or was invited anew. */
  readonly identity: Identity | null
  readonly timezone: string | null
  readonly spaces: readonly SpaceMembership[]
  /** null: never had any, so that the default role is still due. */
  readonly roles: readonly string[] | null
  readonly accountRole: string | null
}

/** One change made through the admin API. */
export interface Change {
  readonly at: Date
  /** Fingerprint of the token, never the token. */
  readonly actor: string
  readonly action: 'create' | 'update' | 'delete'
  /** Path below /admin/v1. */
  readonly object: string
  readonly before: number | null
  readonly after: number | null
  /** Why, where a reason is demanded: an override says it. */
  readonly note: string | null
}

/** A rehearsal of a sign-in: nothing comes of it but knowledge. */
export interface ConnectionTest {
  readonly id: string
  readonly connection: string
  /** Of the configuration tested; before the test has finished, of the one there was when it was made. */
  readonly configDigest: string
  /** SHA-256 of what the test URL carries. */
  readonly tokenHash: string
  /** SHA-256 of the cookie of the browser that opened the URL first; it alone goes on. */
  readonly holderHash: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  /** null: nothing has come back yet. */
  readonly outcome: 'passed' | 'failed' | null
  readonly finishedAt: Date | null
  readonly finding: Finding | null
  /** What came and what it would have led to; forgotten after a while, as it speaks of a person. */
  readonly result: TestResult | null
}

/** That a connection is meant to carry sign-ins. Whether it does, `connections/standing.ts` says. */
export interface ActivationRecord extends Managed {
  readonly connection: string
  readonly input: ActivationInput
  /** The configuration it was last found good for. */
  readonly configDigest: string
  /** Entity ID or issuer of the IdP it was last found good for. */
  readonly idp: string
}

/** Somebody of an organization who can enter without its IdP. */
export interface AdministratorRecord extends Managed {
  readonly id: string
  readonly organization: string
  /** In lower case; one among all organizations. */
  readonly email: string
  readonly input: AdministratorInput
  /** argon2id, with its salt and cost; null until a password is set. */
  readonly passwordHash: string | null
  readonly passwordSetAt: Date | null
  /** When this very password last opened a session; null since it was set. */
  readonly passwordWorkedAt: Date | null
}

/** A claim to the e-mail addresses of a domain; it counts once verified. */
export interface DomainRecord extends Managed {
  readonly organization: string
  readonly name: string
  readonly input: DomainInput
  /** What the TXT record must say. */
  readonly recordValue: string
  readonly verifiedAt: Date | null
}

/** What an IdP's metadata URL said that nobody has approved yet. */
export interface HeldMetadata {
  readonly idp: IdpFacts
  readonly at: Date
  readonly note: string
  readonly digest: string
}

/** How a connection's metadata is kept up to date (`idp-metadata/`). */
export interface MetadataReading {
  readonly connection: string
  readonly nextAt: Date
  readonly failures: number
  /** When it was last read and understood in the background. */
  readonly readAt: Date | null
  /** Why the last reading failed. */
  readonly finding: Finding | null
  readonly held: HeldMetadata | null
  /** What was held and rejected: the same again needs no second answer. */
  readonly rejectedDigest: string | null
}

/** A key of ours for an organization's SAML connections; the private half is a secret (`keys/`). */
export interface SamlKeyRecord {
  readonly id: string
  readonly organization: string
  readonly use: 'signing' | 'encryption'
  readonly state: 'next' | 'active' | 'old' | 'retired'
  /** PEM. */
  readonly certificate: string
  readonly createdAt: Date
  readonly activatedAt: Date | null
  readonly retiredAt: Date | null
}

/** A secret we must be able to say again, encrypted (`secrets/`). */
export interface SealedSecret {
  /** Whose it is, as a path: `oidc-connections/acme/client-secret`. */
  readonly name: string
  /** Of the key that sealed it. */
  readonly keyId: string
  readonly sealed: string
}

export interface SsoPolicyRecord extends Managed {
  readonly organization: string
  readonly input: SsoPolicyInput
}
