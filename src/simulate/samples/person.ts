/** Somebody to try a configuration on: what an IdP would assert of them, what a directory would push, and who they are already. */
import type { Finding, GroupKey, PersonState, SpaceMembership, Subject } from '../../core/index.js'
import type { JsonObject } from '../../scim/index.js'

/** A sign-in that might come. */
export interface SignInSample {
  /** undefined: as the connection's. */
  readonly protocol: 'saml' | 'oidc' | undefined
  readonly subject: Subject
  /** Entity ID or issuer of the IdP that made it, where the sample says so. */
  readonly issuer: string | undefined
  /** The Response itself, base64, where there is one: its signature may be checked. */
  readonly response?: { readonly field: string; readonly issuedAt: Date | undefined }
  /** Why the e-mail address must recognise nobody: the IdP does not vouch for it. */
  readonly emailDoubt?: Finding | undefined
  /** What kind of sample it is, for the reader: `claims as written`. */
  readonly told: string
}

/** Who somebody is before anything happens. */
export interface Before {
  readonly state: PersonState
  readonly groups: readonly GroupKey[]
  readonly spaces: readonly SpaceMembership[]
  /** undefined: never had any, so that the default role is still due. */
  readonly roles: readonly string[] | undefined
  readonly accountRole: string | undefined
  readonly login?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly timezone?: string | undefined
}

export interface SamplePerson {
  readonly name: string
  /** Only through this connection. @default - through every one that fits */
  readonly connection?: string | undefined
  /** Only through connections of this organization. */
  readonly organization?: string | undefined
  readonly signIn?: SignInSample | undefined
  /** A SCIM User as the directory would push it. */
  readonly scim?: JsonObject | undefined
  readonly before?: Before | undefined
}
