/** Bodies about the life of a connection: tests, checks, activation. The same for every protocol. */
import * as z from 'zod/mini'
import { Name, Timestamp, type Frozen } from '../core/index.js'
import { Finding, managed, TraceLine } from './schemas.js'
import { connectionLife, Digest } from './standing.js'

/** Any connection, without what only its protocol knows. */
export const ConnectionBody = z
  .object({
    name: Name,
    protocol: z.enum(['saml', 'oidc']),
    organization: Name,
    preset: z.string(),
    idp: z
      .string()
      .check(
        z.describe(
          "The IdP's entity ID (SAML) or issuer (OpenID Connect); of Google with the domain.",
        ),
      ),
    ...connectionLife,
  })
  .check(z.meta({ id: 'ConnectionBody' }))
export type ConnectionBody = z.output<typeof ConnectionBody>

const Reason = z
  .string()
  .check(
    z.trim(),
    z.minLength(10, 'must say in at least 10 characters why'),
    z.maxLength(500, 'must have at most 500 characters'),
    z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line'),
    z.describe('Why no test is needed; written to the record of changes.'),
  )

export const ActivationInput = z
  .strictObject({
    override: z._default(
      z.nullable(
        z
          .strictObject({ reason: Reason })
          .check(z.describe('Enable without a passed test of this configuration.')),
      ),
      null,
    ),
  })
  .check(z.meta({ id: 'ActivationInput' }))
export type ActivationInput = Frozen<z.output<typeof ActivationInput>>

export const ActivationBody = z
  .object({
    connection: Name,
    ...ActivationInput.shape,
    configDigest: Digest,
    evidenceDigest: Digest.check(
      z.describe('The configuration that was last proven by a test, or excused by an override.'),
    ),
    testedAt: z
      .nullable(Timestamp)
      .check(z.describe('When a test of evidenceDigest passed; null under an override alone.')),
    status: connectionLife.status,
    ...managed,
  })
  .check(z.meta({ id: 'ActivationBody' }))
export type ActivationBody = z.output<typeof ActivationBody>

const TestCheck = z
  .object({
    code: z.string(),
    source: z.string(),
    outcome: z.enum(['held', 'failed', 'not-reached']),
    remedy: z.nullable(z.string()).check(z.describe('Where it failed: what mends it.')),
  })
  .check(z.meta({ id: 'TestCheck' }))
export type TestCheck = z.output<typeof TestCheck>

const TestedProfile = z.object({
  login: z.string(),
  name: z.string(),
  email: z.string(),
  groups: z
    .nullable(z.array(z.string()))
    .check(z.describe('As the IdP named them; null when it said nothing about groups.')),
})

const TestedDecision = z.object({
  groups: z.array(z.string()),
  spaces: z.array(z.object({ space: z.string(), role: z.nullable(z.string()) })),
  roles: z.array(z.string()),
})

export const TestResult = z
  .object({
    subject: z.nullable(z.string()),
    claims: z
      .record(z.string(), z.array(z.string()))
      .check(z.describe('What the IdP sent, by name; what looks like a secret is left out.')),
    profile: z.nullable(TestedProfile),
    decision: z.nullable(TestedDecision),
    admission: z
      .nullable(Finding)
      .check(
        z.describe('Why this very person could not enter, if so; no fault of the connection.'),
      ),
    checks: z.array(TestCheck),
    trace: z.array(TraceLine),
  })
  .check(z.meta({ id: 'TestResult' }))
export type TestResult = Frozen<z.output<typeof TestResult>>

export const ConnectionTestBody = z
  .object({
    id: z.string(),
    connection: Name,
    status: z.enum(['waiting', 'passed', 'failed', 'expired']),
    url: z
      .nullable(z.string())
      .check(z.describe('To be opened in a browser, once; told only when the test is made.')),
    configDigest: Digest,
    createdAt: Timestamp,
    expiresAt: Timestamp,
    finishedAt: z.nullable(Timestamp),
    finding: z.nullable(Finding),
    result: z.nullable(TestResult),
  })
  .check(z.meta({ id: 'ConnectionTestBody' }))
export type ConnectionTestBody = z.output<typeof ConnectionTestBody>

export const ConnectionCheck = z
  .object({
    code: z.string(),
    outcome: z.enum(['held', 'warned', 'failed', 'skipped']),
    detail: z.string(),
    remedy: z.nullable(z.string()),
  })
  .check(z.meta({ id: 'ConnectionCheck' }))
export type ConnectionCheck = z.output<typeof ConnectionCheck>

export const ConnectionChecksBody = z
  .object({ connection: Name, at: Timestamp, items: z.array(ConnectionCheck) })
  .check(z.meta({ id: 'ConnectionChecksBody' }))
