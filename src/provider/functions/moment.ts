/** The clock as an argument: a function of Terraform's must give the same result in plan and apply, so it has none of its own. */
import { DiagnosticError, error, string } from '../framework/index.js'

/** As a further argument. */
export const moment = string({
  description:
    'The present, RFC 3339; usually `plantimestamp()`. Left out, nothing is judged by the calendar.',
})

/** @throws DiagnosticError */
export function momentOf([text, ...more]: readonly string[]): Date | undefined {
  if (text === undefined) return undefined
  const date = new Date(text)
  if (more.length === 0 && !Number.isNaN(date.getTime())) return date
  throw new DiagnosticError(
    error('Invalid moment', 'Give one moment in RFC 3339, such as plantimestamp().'),
  )
}

const day = 24 * 60 * 60 * 1000

/** Whole days left; negative when it is over. */
export const daysBetween = (now: Date, end: Date): number =>
  Math.floor((end.getTime() - now.getTime()) / day)
