/** Every refusal a SAML sign-in can end with, in the order in which it is asked: for the documentation, the test page and the demand for examples. */
import type { Finding } from '../core/index.js'
import { checks } from './checks.js'
import { logoutChecks } from './checks/logout.js'
import { doorFaults, encryptionFaults, memoryFaults, signatureFaults } from './faults.js'

export type CatalogueRow = Required<Pick<Finding, 'code' | 'owner' | 'remedy' | 'source'>>

const rowsOf = (faults: Readonly<Record<string, Omit<CatalogueRow, 'code'>>>): CatalogueRow[] =>
  Object.entries(faults).map(([code, row]) => ({ code, ...row }))

/** What only single logout can end with; door and signatures refuse there too. */
export const logoutRefusals: readonly CatalogueRow[] = logoutChecks.map(
  ({ code, owner, remedy, source }) => ({ code, owner, remedy, source }),
)

/** Door, envelope and Assertion, encryption, signatures, memory. */
export const signInRefusals: readonly CatalogueRow[] = [
  ...rowsOf(doorFaults),
  ...checks.map(({ code, owner, remedy, source }) => ({ code, owner, remedy, source })),
  ...rowsOf(encryptionFaults),
  ...rowsOf(signatureFaults),
  ...rowsOf(memoryFaults),
]
