/** What the practice IdP can do wrong when asked to, so that anyone can rehearse a refusal: both tables, and the list of them. */
import { Refusal } from '../core/index.js'
import { oidcMisbehaviours, type OidcMisbehaviour } from './oidc/misbehaviours.js'
import { samlMisbehaviours, type SamlMisbehaviour } from './saml-misbehaviours.js'

/** As `GET /misbehaviours` tells it. */
export interface Listed {
  readonly protocol: 'saml' | 'oidc'
  /** The value of `misbehave`. */
  readonly name: string
  /** What it does, as a sentence. */
  readonly says: string
  /** Whether a correct service refuses, at once or when it comes a second time, or accepts and warns. */
  readonly outcome: 'refused' | 'refused-when-repeated' | 'accepted-with-warning'
  /** The code of the refusal or warning. */
  readonly code: string
  /** What the request must have for it to show. */
  readonly needs?: string
}

const listed = (
  protocol: Listed['protocol'],
  { name, says, code, outcome = 'refused', needs }: SamlMisbehaviour | OidcMisbehaviour,
): Listed => ({ protocol, name, says, outcome, code, ...(needs === undefined ? {} : { needs }) })

export const misbehaviours: readonly Listed[] = [
  ...samlMisbehaviours.map((row) => listed('saml', row)),
  ...oidcMisbehaviours.map((row) => listed('oidc', row)),
]

function named<Row extends { readonly name: string }>(
  rows: readonly Row[],
  name: string | undefined,
): Row | undefined {
  if (name === undefined || name === '') return undefined
  const found = rows.find((row) => row.name === name)
  if (found) return found
  throw new Refusal({
    code: 'misbehaviour-unknown',
    owner: 'caller',
    detail: `there is no misbehaviour ${JSON.stringify(name)}`,
    remedy: `Choose one of: ${rows.map((row) => row.name).join(', ')}.`,
  })
}

/** @throws Refusal `misbehaviour-unknown` */
export const samlMisbehaviourNamed = (name: string | undefined): SamlMisbehaviour | undefined =>
  named(samlMisbehaviours, name)

/** @throws Refusal `misbehaviour-unknown` */
export const oidcMisbehaviourNamed = (name: string | undefined): OidcMisbehaviour | undefined =>
  named(oidcMisbehaviours, name)
