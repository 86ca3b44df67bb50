/** A test whose answer was refused before it was believed. */
import type { TestCheck } from '../../admin-api/index.js'
import type { Finding } from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import type { Attempt } from '../store/records.js'
import type { Completed } from './complete.js'
import { nothingRead } from './rehearse.js'
import { newReference } from './secrets.js'

type Row = Pick<Finding, 'code' | 'source'>

/** One rule and how it went. */
export const checkRow = (
  { code, source = '' }: Row,
  outcome: TestCheck['outcome'],
  remedy: string | null = null,
): TestCheck => ({ code, source, outcome, remedy })

export const failedRow = (finding: Finding): TestCheck =>
  checkRow(finding, 'failed', finding.remedy)

/** @returns undefined when the test waits for nothing any more */
export async function recordFailedTest(
  { store, now }: Deps,
  { name, digest }: Connection,
  test: string,
  finding: Finding,
  checks: readonly TestCheck[],
): Promise<Completed | undefined> {
  const at = now()
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: name, at, outcome: 'test-failed' },
    ...{ user: null, finding, trace: [] },
  }
  return store.transaction(async (tx) => {
    const isWaiting = await tx.connectionTests.finish({
      ...{ id: test, configDigest: digest, outcome: 'failed', finishedAt: at, finding },
      result: nothingRead(checks),
    })
    if (!isWaiting) return undefined
    await tx.attempts.record(attempt)
    return { attempt, outcome: { kind: 'tested', test } }
  })
}
