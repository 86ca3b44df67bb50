/** Which attribute fills which field, in the compiler's words. Which fields a service knows, its preset says. */

/** Profile field → name of the attribute that fills it: keys are ours, values are the IdP's. */
export interface AttributeMapping {
  /**
   * The person's unique name in the service (S10).
   * @default - the name the preset expects
   */
  readonly login?: string
  /**
   * The name people see (S10).
   * @default - the name the preset expects
   */
  readonly name?: string
  /**
   * E-mail address (S10).
   * @default - the name the preset expects
   */
  readonly email?: string
  /**
   * Groups, multi-valued (S10).
   * @default - the name the preset expects
   */
  readonly groups?: string
  /**
   * First name (Q08a).
   * @default - the name the preset expects
   */
  readonly givenName?: string
  /**
   * Family name (Q08a).
   * @default - the name the preset expects
   */
  readonly familyName?: string
  /**
   * The spaces a person works in (T10).
   * @default - the name the preset expects
   */
  readonly spaceName?: string
  /**
   * The person's role in each space, paired by position (T11).
   * @default - the name the preset expects
   */
  readonly spaceRole?: string
  /**
   * IANA time zone (T12).
   * @default - the name the preset expects
   */
  readonly timezone?: string
  /**
   * Role in the whole account (T34).
   * @default - the name the preset expects
   */
  readonly accountRole?: string
}
