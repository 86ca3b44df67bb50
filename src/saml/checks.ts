/** THE TABLE: every rule of the Web Browser SSO profile a Response must keep, in the order in which it is asked. Add a row and a refused example on disk, nothing else. */
import { type Finding, Refusal } from '../core/index.js'
import { assertionChecks } from './checks/assertion.js'
import type { AssertionCase, Check, ConfirmationCase, ResponseCase } from './checks/check.js'
import { confirmationChecks } from './checks/confirmation.js'
import { type LogoutCase, logoutChecks } from './checks/logout.js'
import { responseChecks } from './checks/response.js'
import { shortened } from './faults.js'

export type { AssertionCase, Check, ConfirmationCase, ResponseCase } from './checks/check.js'

/** All rows in order. Each reads what the rows of its part need; the parts are told apart only by that. */
export const checks: readonly Pick<Check<never>, 'code' | 'source' | 'owner' | 'remedy'>[] = [
  ...responseChecks,
  ...assertionChecks,
  ...confirmationChecks,
]

function firstFinding<Case>(rows: readonly Check<Case>[], facts: Case): Finding | undefined {
  const broken = rows.find((row) => !row.holds(facts))
  if (!broken) return undefined
  const { code, owner, remedy, source } = broken
  return { code, owner, remedy, source, detail: shortened(broken.detail(facts)) }
}

function enforce<Case>(rows: readonly Check<Case>[], facts: Case): void {
  const finding = firstFinding(rows, facts)
  if (finding) throw new Refusal(finding)
}

/** The rules over the envelope. Asked before any signature, they only ever refuse: nothing is believed yet. @throws Refusal */
export const checkResponse = (facts: ResponseCase): void => enforce(responseChecks, facts)

/** The rules over a logout message whose signature was good. @throws Refusal */
export const checkLogout = (facts: LogoutCase): void => enforce(logoutChecks, facts)

/**
 * All rules over what was signed. Profiles §4.1.4.2 wants at least one bearer confirmation that holds, so several are tried.
 * @throws Refusal
 */
export function checkAssertion(facts: AssertionCase): ConfirmationCase {
  enforce(responseChecks, facts)
  enforce(assertionChecks, facts)
  const cases = facts.assertion.bearers.map((confirmation) => ({ ...facts, confirmation }))
  const findings = cases.map((it) => firstFinding(confirmationChecks, it))
  const good = cases[findings.indexOf(undefined)]
  if (good) return good
  const [finding] = findings
  // Unreachable: the row subject-confirmation-not-bearer demands a bearer.
  if (!finding) throw new Error('an Assertion without a bearer confirmation passed the table')
  throw new Refusal(finding)
}
