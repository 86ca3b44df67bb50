/** Outcomes and access diffs as JSON, for programs. `format` counts incompatible changes. */
import type { AccessDiff } from '../access-diff.js'
import type { Outcome } from '../outcome.js'

const written = (value: object): string => `${JSON.stringify({ format: 1, ...value }, null, 2)}\n`

export const outcomesAsJson = (
  origin: string,
  notes: readonly string[],
  outcomes: readonly Outcome[],
): string => written({ config: origin, notes, outcomes })

export const diffAsJson = (diff: AccessDiff): string => written(diff)
