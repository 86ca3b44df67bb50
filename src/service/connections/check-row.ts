/** One thing checked of a connection without a person, whatever it speaks. */
import type { ConnectionCheck } from '../../admin-api/index.js'
import type { Finding } from '../../core/index.js'

export const check = (
  code: string,
  outcome: ConnectionCheck['outcome'],
  detail: string,
  remedy: string | null = null,
): ConnectionCheck => ({ code, outcome, detail, remedy })

/** What was refused, as a check that failed. */
export const failedBy = (code: string, { code: found, detail, remedy }: Finding): ConnectionCheck =>
  check(code, 'failed', `${found}: ${detail}`, remedy)
