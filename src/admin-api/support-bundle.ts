/** The support bundle: error messages, the IdP in use, and configuration, without anything that is nobody else's business (W15). */
import * as z from 'zod/mini'
import { ConnectionSettings, Name, personStates, SamlPolicy, Timestamp } from '../core/index.js'
import { Finding } from './schemas.js'
import { connectionLife } from './standing.js'

const Certificate = z.object({
  fingerprint: z.string().check(z.describe('SHA-256.')),
  notBefore: Timestamp,
  notAfter: Timestamp,
})

const BundledConnection = z.object({
  name: Name,
  protocol: z.enum(['saml', 'oidc']),
  idp: z.object({
    identifier: z.string().check(z.describe('Entity ID or issuer.')),
    kind: z.string(),
    certificates: z.array(Certificate),
    toldBy: z.string().check(z.describe('metadata-url, metadata-xml, manual or discovery.')),
    readAt: z.nullable(Timestamp),
  }),
  endpoints: z.record(z.string(), z.string()),
  attributeNames: z.record(z.string(), z.string()),
  justInTimeProvisioning: z.boolean(),
  settings: z.nullable(ConnectionSettings),
  samlPolicy: z.nullable(SamlPolicy),
  status: connectionLife.status,
  testedAt: z.nullable(Timestamp),
})

const BundledError = z.object({
  reference: z.string(),
  at: Timestamp,
  connection: z.nullable(z.string()),
  finding: Finding,
})

const BundledDirectory = z.object({
  name: Name,
  connection: z.nullable(Name),
  baseUrl: z.string(),
  tokens: z.array(
    z.object({
      name: z.string(),
      permissions: z.array(z.string()),
      expiresAt: Timestamp,
      lastUsedAt: z.nullable(Timestamp),
    }),
  ),
  errors: z.array(
    z.object({
      at: Timestamp,
      method: z.string(),
      path: z.string(),
      status: z.int(),
      detail: z.nullable(z.string()),
    }),
  ),
})

export const SupportBundle = z
  .object({
    format: z.literal(1),
    madeAt: Timestamp,
    version: z.string(),
    runtime: z.string(),
    publicUrl: z.string(),
    organization: z.object({
      name: Name,
      preset: z.string(),
      roles: z.int(),
      roleRules: z.int(),
      groups: z.int(),
      spaces: z.int(),
      people: z
        .partialRecord(z.enum(personStates), z.int())
        .check(z.describe('How many in which state.')),
      administrators: z.int(),
      requiresSso: z.boolean(),
      domains: z.object({ verified: z.int(), unverified: z.int() }),
      entitlements: z.array(z.string()),
    }),
    connections: z.array(BundledConnection),
    directories: z.array(BundledDirectory),
    errors: z.array(BundledError).check(z.describe('The newest refused sign-ins.')),
  })
  .check(z.meta({ id: 'SupportBundle' }))
export type SupportBundle = z.output<typeof SupportBundle>
