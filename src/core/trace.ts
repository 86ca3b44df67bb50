/** The reason for every grant: one line a decision, with the rule it follows. */

export type Effect = 'filled' | 'gave' | 'kept' | 'took' | 'ignored' | 'warned'

export interface TraceLine {
  readonly effect: Effect
  readonly kind: 'field' | 'group' | 'role'
  /** The field, group or role spoken of. */
  readonly subject: string
  /** The reason, as a sentence for an administrator. */
  readonly because: string
  /** A requirement ID (`S62`) or the configuration line (`role_rules["Admins"]`). */
  readonly source: string
}
