/** The reason for every grant: one line a decision, with the rule it follows. */

/** What was done to the subject of a line. */
export const effects = ['filled', 'gave', 'kept', 'took', 'ignored', 'warned'] as const
export type Effect = (typeof effects)[number]

/** What the subject of a line is. */
export const traceKinds = ['person', 'field', 'group', 'space', 'role', 'message'] as const
export type TraceKind = (typeof traceKinds)[number]

export interface TraceLine {
  readonly effect: Effect
  readonly kind: TraceKind
  /** The person, field, group, space, role or message spoken of. */
  readonly subject: string
  /** The reason, as a sentence for an administrator. */
  readonly because: string
  /** A requirement ID (`S62`) or the configuration line (`role_rules["Admins"]`). */
  readonly source: string
}

/** A line in the order of a sentence: given, a group, "Admins", since …, by …. */
export const traceLine = (
  effect: Effect,
  kind: TraceKind,
  subject: string,
  because: string,
  source: string,
): TraceLine => ({ effect, kind, subject, because, source })
