/** What only SAML knows of a test: which rules a Response must keep, and to which test a refused one belonged. */
import type { TestCheck } from '../../admin-api/index.js'
import type { Finding } from '../../core/index.js'
import { checks } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import type { Attempt } from '../store/records.js'
import { nothingRead } from './rehearse.js'
import { newReference } from './secrets.js'
import { connectionOf } from '../connections/connection.js'
import type { Trust } from './trust.js'

type Row = Pick<TestCheck, 'code' | 'source'>

const row = (
  { code, source }: Row,
  outcome: TestCheck['outcome'],
  remedy: string | null = null,
) => ({
  ...{ code, source, outcome, remedy },
})

const failed = ({ code, source = '', remedy }: Finding): TestCheck =>
  row({ code, source }, 'failed', remedy)

/**
 * The table, as far as it was kept. What refuses outside it (an unreadable message, a signature) stands first, and
 * nothing behind it was reached; what refuses after verification stands last, and everything before it held.
 */
export function samlChecks(finding: Finding | undefined, wasVerified: boolean): TestCheck[] {
  if (!finding) return checks.map((each) => row(each, 'held'))
  const index = checks.findIndex(({ code }) => code === finding.code)
  if (index >= 0) {
    return checks.map((each, at) => {
      if (at === index) return failed(finding)
      return row(each, at < index ? 'held' : 'not-reached')
    })
  }
  const rest = checks.map((each) => row(each, wasVerified ? 'held' : 'not-reached'))
  return wasVerified ? [...rest, failed(finding)] : [failed(finding), ...rest]
}

/**
 * The request a Response claims to answer. Not believed: it only finds the test under which a refusal is noted, and
 * who could name that request could have let the test fail anyway.
 */
function unverifiedRequestId(samlResponse: unknown): string | undefined {
  if (typeof samlResponse !== 'string' || samlResponse.length > 400_000) return undefined
  const text = Buffer.from(samlResponse, 'base64').toString('latin1')
  return /InResponseTo\s*=\s*["'](_[0-9a-f]{64})["']/.exec(text)?.[1]
}

/** @returns the attempt, if the refused Response belonged to a test that was waiting for it */
export async function recordFailedTest(
  { store, now }: Deps,
  trust: Trust,
  samlResponse: unknown,
  finding: Finding,
): Promise<{ readonly test: string; readonly attempt: Attempt } | undefined> {
  const requestId = unverifiedRequestId(samlResponse)
  const request = requestId === undefined ? undefined : await store.authnRequests.find(requestId)
  const { name, digest } = connectionOf(trust)
  if (!request?.test || request.connection !== name) return undefined
  const { test } = request
  const at = now()
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: name, at, outcome: 'test-failed' },
    ...{ user: null, finding, trace: [] },
  }
  return store.transaction(async (tx) => {
    const isWaiting = await tx.connectionTests.finish({
      ...{ id: test, configDigest: digest, outcome: 'failed', finishedAt: at, finding },
      result: nothingRead(samlChecks(finding, false)),
    })
    if (!isWaiting) return undefined
    await tx.attempts.record(attempt)
    return { test, attempt }
  })
}
