/** How strictly a SAML connection trusts its IdP, and how it asks, in the compiler's words. What each choice is worth, core says. */

/** Every choice may be left out; what is left out is the safe one. */
export interface SamlPolicy {
  /**
   * What the IdP must sign; every signature that is there must hold in any case (S30).
   * @default 'either'
   */
  readonly signed?: 'either' | 'response' | 'assertion' | 'both'
  /**
   * Believe signatures made with SHA-1.
   * @default false
   */
  readonly allowSha1?: boolean
  /**
   * Believe RSA keys of 1024 to 2047 bits.
   * @default false
   */
  readonly allowWeakKeys?: boolean
  /**
   * A signing certificate outside its dates: refused, or warned of (W14).
   * @default 'enforced'
   */
  readonly certificateValidity?: 'enforced' | 'warned'
  /**
   * How far the IdP's clock may be off, 0 to 300 seconds.
   * @default 60
   */
  readonly clockSkewSeconds?: number
  /**
   * Whether assertions may or must come encrypted (S31).
   * @default 'accepted'
   */
  readonly encryption?: 'accepted' | 'required' | 'refused'
  /**
   * Open assertions encrypted with 3DES.
   * @default false
   */
  readonly allowTripleDes?: boolean
  /**
   * Sign our AuthnRequests.
   * @default - as the IdP's metadata wants it
   */
  readonly signRequests?: boolean
  /**
   * How AuthnRequests travel.
   * @default - by redirect where the IdP offers it
   */
  readonly requestBinding?: 'redirect' | 'post'
  /**
   * Ask the IdP for a fresh sign-in even if it has a session of the person.
   * @default false
   */
  readonly forceAuthn?: boolean
  /**
   * New metadata that keeps none of the known signing keys: held for approval, or taken (Q03).
   * @default 'held'
   */
  readonly keyReplacement?: 'held' | 'allowed'
  /**
   * Sign out at the IdP too, where it offers single logout.
   * @default true
   */
  readonly singleLogout?: boolean
}
