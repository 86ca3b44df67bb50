/** What a preset says about groups and roles: who may give them, by which key, and what survives a sign-in. */
import type { IdpKind } from '../idp-kind.js'

export interface GroupPolicy {
  /** Which property of a group an IdP's value must equal, character by character. */
  readonly matchedBy: 'name' | 'idpIdentifier'
  /**
   * What a sign-in does.
   * - `reset`: a person is afterwards in exactly the matching groups (S62)
   * - `mapped`: given and taken are only groups with a key; the others stay (T41, T42)
   * - `none`: groups are not the IdP's business
   */
  readonly sync: 'reset' | 'mapped' | 'none'
  /** `by-setting`: off until the connection sets `groupMapping` (W11). */
  readonly switched: 'on' | 'by-setting'
  /** IdPs whose groups are synchronized; `any` for all (T03, T43). */
  readonly syncedFrom: 'any' | readonly IdpKind[]
  /** Groups that sign-in neither gives nor takes. */
  readonly untouched: readonly string[]
  /** May a group belong to a space? */
  readonly inSpaces: boolean
  readonly source: {
    readonly match: string
    readonly sync: string
    readonly untouched: string
    readonly unmatched: string
    readonly absent: string
    readonly manual: string
  }
}

/** Space and role lists paired by position. */
export interface PositionalRoles {
  readonly kind: 'positional'
  /** Several values in one attribute value are parted by it (T13). */
  readonly separator: string
  /** The role in place of a missing or unknown one; must exist (T22, T28). */
  readonly fallbackRole: string
  readonly source: string
}

export type RoleAssignment =
  | PositionalRoles
  /** Whoever is in a group holds what its role rules say (S65). */
  | { readonly kind: 'groups'; readonly source: string }
  /** A default role at first; afterwards what people here gave, unless group mapping is on (W06, W08, W11). */
  | { readonly kind: 'default'; readonly defaultRole: string; readonly source: string }
  | { readonly kind: 'none'; readonly source: string }
