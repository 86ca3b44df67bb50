/** What is wrong with waivers themselves. These rows are asked last, and cannot be waived. */
import type { Severity } from '../finding.js'

export interface WaiverRow {
  readonly code: string
  readonly about: 'waiver'
  readonly severity: Severity
  readonly owner: 'caller'
  readonly rule: string
  readonly cause: string
  readonly remedy: string
  readonly source: string
}

const row = (code: string, severity: Severity, rule: string, cause: string, remedy: string) =>
  ({
    ...{ code, severity, rule, cause, remedy },
    about: 'waiver',
    owner: 'caller',
    source: 'mortise.waivers.yaml',
  }) as const

/** Days: a waiver that lasts longer is no exception any more. */
export const longest = 366

export const waiverRows = {
  expired: row(
    'waiver-expired',
    'error',
    'No waiver has passed its last day.',
    'The reason for the exception was good until then; nobody has looked since.',
    'Mend what it excuses, or give it a new last day and a reason that still holds.',
  ),
  unknownFinding: row(
    'waiver-unknown-finding',
    'error',
    'A waiver names a finding there is.',
    'A misspelt code excuses nothing, and looks as if it did.',
    'Use a code of docs/findings.md.',
  ),
  unused: row(
    'waiver-unused',
    'warning',
    'Every waiver excuses something.',
    'What it excused is mended, or has another address; left behind, it would excuse the next one unseen.',
    'Take it out, or correct its address.',
  ),
  farAway: row(
    'waiver-far-away',
    'note',
    `No waiver lasts longer than ${longest} days.`,
    'An exception without an end is a rule nobody decided.',
    'Give it a nearer last day.',
  ),
} as const satisfies Record<string, WaiverRow>
