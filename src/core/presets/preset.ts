/** What a service demands of a connection, as data: one engine serves them all. Each service has a file beside this one. */

/** The fields a Profile may carry; a preset says which of them its service knows. */
export const profileFields = ['login', 'name', 'email', 'groups'] as const
export type ProfileField = (typeof profileFields)[number]

/** One field a service fills from an attribute. */
export interface FieldRule {
  readonly field: ProfileField
  /** The attribute's name unless the connection says otherwise. */
  readonly attribute: string
  /** Sign-in is refused without it. */
  readonly required: boolean
  /** Requirement ID or vendor page. */
  readonly source: string
}

export interface ServicePreset {
  readonly key: string
  readonly title: string
  /** URL templates over `{serviceUrl}` and `{name}`. */
  readonly endpoints: {
    readonly acsUrl: string
    readonly spEntityId: string
    readonly spMetadataUrl: string
    readonly loginUrl: string
  }
  readonly fields: readonly FieldRule[]
  /** May an IdP begin a sign-in by an unsolicited Response? */
  readonly idpInitiated: {
    readonly policy: 'forbidden' | 'required' | 'optional'
    readonly source: string
  }
  readonly groups: {
    /** Which property of a group an IdP's value must equal, character by character. */
    readonly matchedBy: 'name' | 'idpIdentifier'
    /** `reset`: after each sign-in a person is in exactly the matching groups. */
    readonly sync: 'reset'
    /** Groups that sign-in neither gives nor takes. */
    readonly untouched: readonly string[]
    readonly source: {
      readonly match: string
      readonly sync: string
      readonly untouched: string
      readonly unmatched: string
    }
  }
  /** The roles a role rule may grant. */
  readonly roles: readonly string[]
}
