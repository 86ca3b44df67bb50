/** What a simulation says of one person and one connection. */
import type { Contact, Finding, TraceLine } from '../core/index.js'

/**
 * - `enters`: may sign in, and then has what `access` lists
 * - `refused`: may not, for the finding's reason
 * - `provisioned`, `deprovisioned`: by the directory; nobody has signed in
 * - `unknown`: cannot be told before apply, for the finding's reason
 */
export type Result = 'enters' | 'refused' | 'provisioned' | 'deprovisioned' | 'unknown'

/** One thing a person has. `entry` is being let in at all. */
export interface Access {
  readonly kind: 'entry' | 'group' | 'space' | 'role' | 'account role'
  /** Group, `Space as Role`, or role, as people read it; the organization for `entry`. */
  readonly name: string
}

/** What cannot be told before apply. */
export interface Undecided {
  /** null: more than one thing, or nobody knows what. */
  readonly access: Access | null
  /** `mortise_group.engineers.idp_identifier`; null where several play together. */
  readonly address: string | null
  readonly because: string
}

/** A line of the decision trace, and where in the configuration what it speaks of is said. */
export interface ExplainedLine extends TraceLine {
  readonly place: string | null
}

export interface Outcome {
  readonly persona: string
  readonly connection: string
  readonly organization: string | null
  /** Title of the service preset. */
  readonly preset: string | null
  /** What was tried, and whether anything vouches for it: `SAML Response, not verified: …`. */
  readonly sample: string
  readonly result: Result
  readonly finding: Finding | null
  readonly access: readonly Access[]
  readonly contact: Contact | null
  readonly undecided: readonly Undecided[]
  readonly trace: readonly ExplainedLine[]
  /** What a reader should know besides. */
  readonly notes: readonly string[]
}

export const accessKey = ({ kind, name }: Access): string => `${kind}\n${name}`

/** Those of the first that the second has not. */
export function without(these: readonly Access[], those: readonly Access[]): readonly Access[] {
  const known = new Set(those.map(accessKey))
  return these.filter((each) => !known.has(accessKey(each)))
}
