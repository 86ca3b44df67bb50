/** Every refusal an OpenID Connect sign-in can end with, in the order in which it is asked: for the documentation, the test page and the demand for examples. */
import type { Finding } from '../core/index.js'
import { answerChecks, callbackChecks, parameterChecks } from './checks/callback.js'
import type { Check } from './checks/check.js'
import { discoveryChecks } from './checks/discovery.js'
import { headerChecks } from './checks/header.js'
import { claimChecks } from './checks/id-token.js'
import { userInfoChecks } from './checks/user-info.js'
import {
  discoveryFaults,
  exchangeFaults,
  idpFaults,
  keyFaults,
  memoryFaults,
  optionFaults,
} from './faults.js'

export type OidcCatalogueRow = Required<Pick<Finding, 'code' | 'owner' | 'remedy' | 'source'>>

const faultRows = (
  faults: Readonly<Record<string, Omit<OidcCatalogueRow, 'code'>>>,
): readonly OidcCatalogueRow[] => Object.entries(faults).map(([code, row]) => ({ code, ...row }))

const checkRows = (
  checks: readonly Pick<Check<never>, keyof OidcCatalogueRow>[],
): readonly OidcCatalogueRow[] =>
  checks.map(({ code, owner, remedy, source }) => ({ code, owner, remedy, source }))

/** The same rule may be asked twice, of a form field and of a token response. */
const once = (rows: readonly OidcCatalogueRow[]): readonly OidcCatalogueRow[] => [
  ...new Map(rows.map((row) => [row.code, row])).values(),
]

/** What making a connection can end with. */
export const oidcConnectionRefusals: readonly OidcCatalogueRow[] = [
  ...faultRows(optionFaults),
  ...faultRows(discoveryFaults),
  ...checkRows(discoveryChecks),
]

/** The rules a sign-in must keep, without what an IdP or a network may answer instead: in the order in which they are asked. */
export const oidcSignInRules: readonly OidcCatalogueRow[] = once([
  ...checkRows(parameterChecks),
  ...checkRows(callbackChecks),
  ...checkRows(answerChecks),
  ...checkRows(headerChecks),
  ...checkRows(claimChecks),
  ...checkRows(userInfoChecks),
])

/** What a sign-in can end with. */
export const oidcSignInRefusals: readonly OidcCatalogueRow[] = once([
  ...checkRows(parameterChecks),
  ...faultRows(memoryFaults),
  ...checkRows(callbackChecks),
  ...faultRows(idpFaults),
  ...checkRows(answerChecks),
  ...faultRows(exchangeFaults),
  ...checkRows(headerChecks),
  ...faultRows(keyFaults),
  ...checkRows(claimChecks),
  ...checkRows(userInfoChecks),
])
