/** THE TABLE: everything the IdP may emit that the service would not take, and what else must not be. Synth, command line, set-up page and documentation read these rows. */
import { certificateRows } from './rows/certificates.js'
import { claimRows } from './rows/claims.js'
import { endpointRows } from './rows/endpoints.js'
import { entraOidcRows } from './rows/entra-oidc.js'
import { entraRows } from './rows/entra.js'
import { groupClaimRows } from './rows/group-claims.js'
import { groupRows } from './rows/groups.js'
import { initiationRows } from './rows/initiation.js'
import { nameIdRows } from './rows/name-id.js'
import { oidcAppRows } from './rows/oidc-apps.js'
import { oidcRows } from './rows/oidc.js'
import { organizationRows } from './rows/organization.js'
import { policyRows } from './rows/policy.js'
import { publishedOidcRows } from './rows/published-oidc.js'
import { publishedRows, publishedSamlRows } from './rows/published.js'
import type { Row } from './rows/row.js'
import { scimRows } from './rows/scim.js'
import { secretRows } from './rows/secrets.js'
import { signingRows } from './rows/signing.js'
import { waiverRows, type WaiverRow } from './rows/waivers.js'

/** A chapter of the table, in the order in which it is asked. */
export interface Chapter {
  readonly title: string
  readonly rows: readonly (Row | WaiverRow)[]
}

export const chapters: readonly Chapter[] = [
  { title: 'Endpoints', rows: endpointRows },
  { title: 'Attributes and NameID', rows: [...claimRows, ...nameIdRows] },
  { title: 'Groups', rows: [...groupRows, ...groupClaimRows] },
  {
    title: 'Signatures, encryption and certificates',
    rows: [...signingRows, ...policyRows, ...certificateRows],
  },
  { title: 'Who begins', rows: initiationRows },
  { title: 'Entra', rows: entraRows },
  { title: 'OpenID Connect', rows: [...oidcRows, ...entraOidcRows, ...oidcAppRows] },
  {
    title: 'What the IdP publishes (live)',
    rows: [...publishedRows, ...publishedSamlRows, ...publishedOidcRows],
  },
  { title: 'Provisioning', rows: scimRows },
  { title: 'Organizations', rows: organizationRows },
  { title: 'Secrets', rows: secretRows },
  { title: 'Waivers', rows: Object.values(waiverRows) },
]

const isAsked = (row: Row | WaiverRow): row is Row => row.about !== 'waiver'

/** Rows that are asked of a program. */
export const rows: readonly Row[] = chapters.flatMap((chapter) => chapter.rows).filter(isAsked)

/** Every code there is, with what does not change from one finding to the next. One code may be asked of two subjects. */
export const catalogue: ReadonlyMap<string, Row | WaiverRow> = new Map(
  chapters.flatMap((chapter) => chapter.rows).map((row) => [row.code, row]),
)
