/** What a decision rests on: the preset, the organization, the connection's settings, and the person as they were. */
import type { Group, GroupKey } from './groups.js'
import type { IdpKind } from './idp-kind.js'
import type { ServicePreset } from './presets/index.js'
import type { RoleRule } from './roles.js'
import type { ConnectionSettings } from './settings.js'
import type { SpaceMembership } from './spaces.js'

/** What an organization has beside groups and rules. */
export interface OrganizationAccess {
  /** Names of its spaces. @default - none */
  readonly spaces?: readonly string[] | undefined
  /** @default - the preset's */
  readonly roles?: readonly string[] | undefined
  /** @default - none */
  readonly accountRoles?: readonly string[] | undefined
  readonly defaultSpace?: string | undefined
  readonly defaultRole?: string | undefined
}

/** What a person has before this sign-in, beside groups. */
export interface PersonAccess {
  /** Invited or provisioned, and never here: this is their first sign-in, yet they may have been given something. @default false */
  readonly isNew?: boolean
  readonly name?: string
  readonly email?: string
  readonly login?: string
  readonly timezone?: string | undefined
  readonly spaces?: readonly SpaceMembership[]
  readonly roles?: readonly string[]
  readonly accountRole?: string | undefined
}

/** What the decision rests on. */
export interface Standing {
  readonly preset: ServicePreset
  /** The organization's groups and rules. */
  readonly groups: readonly Group[]
  readonly roleRules: readonly RoleRule[]
  /** The groups the person is in before this sign-in; empty for someone new. */
  readonly held: readonly GroupKey[]
  /** @default - none: no spaces, the preset's roles */
  readonly organization?: OrganizationAccess
  /** The person as they were; left out for someone who signs in for the first time. */
  readonly person?: PersonAccess | undefined
  /** What the connection decides differently from the preset. */
  readonly settings?: ConnectionSettings | undefined
  /** @default - the connection's setting, else 'other' */
  readonly idpKind?: IdpKind
  /** Does a directory provision this organization's people? @default false */
  readonly directory?: boolean
  /**
   * The groups the directory puts the person in, by the key the preset matches; empty for none.
   * @default - not asked: where the directory drives groups, those held are taken for what it said
   */
  readonly directoryGroups?: readonly string[] | undefined
}

/** Someone who has been here before: what is not updated at sign-in stays as it is. */
export const isReturning = ({ person }: Standing): boolean =>
  person !== undefined && person.isNew !== true
