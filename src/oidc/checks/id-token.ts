/** THE TABLE: every rule over the claims of an ID token, in the order in which it is asked, and only of signed ones. Add a row and a refused example, nothing else. */
import type { Check } from './check.js'
import { bindingChecks } from './id-token-binding.js'
import type { IdTokenCase } from './id-token-case.js'
import { partyChecks, subjectChecks, validityChecks } from './id-token-statement.js'

export const claimChecks: readonly Check<IdTokenCase>[] = [
  ...partyChecks,
  ...validityChecks,
  ...bindingChecks,
  ...subjectChecks,
]
