/** What a preset says about how people come to be, how they go, and what must be true before a connection carries them. */

/** What a sign-in creates and refreshes. */
export interface ProvisioningPolicy {
  readonly justInTime: {
    /** Offered, and on unless the connection says otherwise. */
    readonly default: boolean
    readonly source: string
  }
  /** People invited by hand, with roles given before their first sign-in (W07). */
  readonly invitations: boolean
  /** Two switches (T32): contact details, and spaces with roles. */
  readonly updateOnLogin: {
    readonly contact: boolean
    readonly access: boolean
    readonly source: string
  }
  /** Where the page says that someone removed must not come back by signing in. */
  readonly removedStayRemoved: string
}

/** What a directory of this service can do. */
export interface ScimPolicy {
  /** URL template over `{serviceUrl}` and `{name}`. Without `{name}` the token tells the directory. */
  readonly baseUrl: string
  readonly groups: boolean
  /** May the IdP read our people to import them (Q08, Q11)? */
  readonly import: boolean
  /** State of a person created by SCIM. */
  readonly created: 'pending' | 'active'
  /** What `active: false` and DELETE come to: gone from the organization with a tombstone, or still there and inactive. */
  readonly deactivated: 'removed' | 'inactive'
  readonly deleted: 'removed' | 'inactive'
  /** The permission a directory token needs. */
  readonly permission: string
  /** May it be switched on before a sign-in has worked (T60)? */
  readonly needsWorkingSignIn: boolean
  readonly source: {
    readonly baseUrl: string
    readonly groups: string
    readonly created: string
    readonly deactivated: string
    readonly restored: string
    readonly permission: string
    readonly working: string
  }
}

/** What must be true before a connection is enabled. */
export interface ActivationPolicy {
  /** `required`: only after a test of this very configuration has passed. */
  readonly test: { readonly demand: 'required' | 'advised'; readonly source: string }
  /** An administrator who can enter without the IdP: always, or before sign-in by SSO is made compulsory. */
  readonly breakGlass: {
    readonly demand: 'always' | 'with-require-sso' | 'none'
    readonly source: string
  }
  /** What the vendor must have granted: a plan, a licence. The organization's `entitlements` must name it. */
  readonly entitlement: { readonly name: string; readonly source: string } | null
}

/** A symptom the vendor's page explains. */
export interface Trouble {
  /** Stable; `kebab-case`. */
  readonly code: string
  readonly symptom: string
  readonly cause: string
  readonly remedy: string
  readonly source: string
  /** Codes of refusals it belongs to. */
  readonly findings: readonly string[]
}
