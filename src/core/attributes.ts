/** What an IdP asserted about a person, whichever protocol carried it. */

/** Always multi-valued. An attribute that is absent has no entry; one that came empty has an empty list: two different things (T44). */
export type Attributes = ReadonlyMap<string, readonly string[]>

/** A person as the protocol houses hand them over: verified, not yet mapped. */
export interface Subject {
  /** SAML NameID or OIDC `sub`. */
  readonly subject: string
  readonly attributes: Attributes
}
