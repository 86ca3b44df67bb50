/** Bodies about an IdP's metadata: how it is kept up to date, and what waits for approval. */
import * as z from 'zod/mini'
import { IdpFacts, Name, Timestamp } from '../core/index.js'
import { Finding } from './schemas.js'

const digest = z
  .string()
  .check(
    z.regex(/^[0-9a-f]{64}$/, 'must be a digest'),
    z.describe('Names what is held: what is approved is what was seen.'),
  )

const HeldMetadata = z.object({
  digest,
  since: Timestamp,
  note: z.string().check(z.describe('What differs: fingerprints of keys added and gone.')),
  idp: IdpFacts,
})

export const SamlMetadataBody = z
  .object({
    connection: Name,
    url: z.nullable(z.string()).check(z.describe('null: the metadata was given, and stays.')),
    readAt: z.nullable(Timestamp),
    nextReadAt: z.nullable(Timestamp),
    failures: z.int().check(z.describe('Readings that failed in a row.')),
    finding: z.nullable(Finding).check(z.describe('Why the last one failed.')),
    held: z
      .nullable(HeldMetadata)
      .check(
        z.describe('New metadata without any key known before: not trusted until it is approved.'),
      ),
  })
  .check(z.meta({ id: 'SamlMetadataBody' }))
export type SamlMetadataBody = z.output<typeof SamlMetadataBody>

export const MetadataDecisionInput = z
  .strictObject({ digest })
  .check(z.meta({ id: 'MetadataDecisionInput' }))
