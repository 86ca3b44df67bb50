/** Words that all reports share. */
import { changesIn, type AccessDiff } from '../access-diff.js'
import type { Access, Outcome, Result } from '../outcome.js'

export const spoken = ({ kind, name }: Access): string =>
  kind === 'entry' ? `entry to ${name}` : `${kind} ${name}`

export const listOf = (names: readonly string[]): string => names.join(', ') || 'none'

const results: Readonly<Record<Result, string>> = {
  enters: 'enters',
  refused: 'is refused',
  provisioned: 'is provisioned, and has not signed in',
  deprovisioned: 'is deprovisioned: no access, sessions end',
  unknown: 'cannot be told before apply',
}

/** With the reason for entering, which is the first line about the person. */
export function entryOf({ result, trace }: Outcome): string {
  const line = trace.findLast(({ kind }) => kind === 'person')
  return result === 'enters' && line ? `${results.enters}: ${line.because}` : results[result]
}

export function unchangedCount(diff: AccessDiff): string {
  const changed = changesIn(diff).length
  return `${changed} of ${diff.people.length} sign-ins change.`
}
