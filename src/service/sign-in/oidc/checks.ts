/** The rules of OpenID Connect as a test shows them: which held, which did not, which were not reached. */
import type { TestCheck } from '../../../admin-api/index.js'
import type { Finding } from '../../../core/index.js'
import { oidcSignInRefusals, oidcSignInRules } from '../../../oidc/index.js'
import { checkRow, failedRow } from '../failed-test.js'

const order = new Map(oidcSignInRefusals.map(({ code }, position) => [code, position]))

/**
 * In the order in which they are asked. What refuses without being a rule (an error of the IdP, a token endpoint out of
 * reach) stands where it happened; what refuses after verification stands last, and everything before it held.
 */
export function oidcChecks(finding: Finding | undefined): TestCheck[] {
  if (!finding) return oidcSignInRules.map((rule) => checkRow(rule, 'held'))
  const end = order.get(finding.code) ?? Infinity
  const placed = oidcSignInRules.map((rule) => ({ rule, at: order.get(rule.code) ?? Infinity }))
  const before = placed.filter(({ at }) => at < end)
  const after = placed.filter(({ at }) => at > end)
  return [
    ...before.map(({ rule }) => checkRow(rule, 'held')),
    failedRow(finding),
    ...after.map(({ rule }) => checkRow(rule, 'not-reached')),
  ]
}
