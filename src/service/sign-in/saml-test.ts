/** What only SAML knows of a test: which rules a Response must keep, and to which test a refused one belonged. */
import type { TestCheck } from '../../admin-api/index.js'
import type { Finding } from '../../core/index.js'
import { checks } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { connectionOf } from '../connections/connection.js'
import type { Completed } from './complete.js'
import { checkRow, failedRow, recordFailedTest } from './failed-test.js'
import type { Trust } from './trust.js'

/**
 * The table, as far as it was kept. What refuses outside it (an unreadable message, a signature) stands first, and
 * nothing behind it was reached; what refuses after verification stands last, and everything before it held.
 */
export function samlChecks(finding: Finding | undefined, wasVerified: boolean): TestCheck[] {
  if (!finding) return checks.map((each) => checkRow(each, 'held'))
  const index = checks.findIndex(({ code }) => code === finding.code)
  if (index >= 0) {
    return checks.map((each, at) => {
      if (at === index) return failedRow(finding)
      return checkRow(each, at < index ? 'held' : 'not-reached')
    })
  }
  const rest = checks.map((each) => checkRow(each, wasVerified ? 'held' : 'not-reached'))
  return wasVerified ? [...rest, failedRow(finding)] : [failedRow(finding), ...rest]
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

/** @returns what came of it, if the refused Response belonged to a test that was waiting for it */
export async function recordFailedSamlTest(
  deps: Deps,
  trust: Trust,
  samlResponse: unknown,
  finding: Finding,
): Promise<Completed | undefined> {
  const id = unverifiedRequestId(samlResponse)
  const request = id === undefined ? undefined : await deps.store.authnRequests.find(id)
  const connection = connectionOf(trust)
  if (!request?.test || request.connection !== connection.name) return undefined
  return recordFailedTest(deps, connection, request.test, finding, samlChecks(finding, false))
}
