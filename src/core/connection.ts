/** One organization's sign-in trust with one IdP. What makes a connection valid is decided here, for construct, provider and service alike. */
import * as z from 'zod/mini'
import { normalizeCertificate } from './certificate.js'
import { eitherConnection } from './either-connection.js'
import { checkProtocol } from './endpoints.js'
import { Refusal, type Finding } from './finding.js'
import { checkAttributeMapping } from './mapping.js'
import type { ServicePreset } from './presets/index.js'
import { SamlPolicy, samlPolicyFindings } from './saml-policy.js'
import { Name, parseWith, SecureUrl, Timestamp, type Frozen } from './schema.js'
import { checkSettings } from './settings.js'

const described = (text: string) => z.describe(text)

const EntityId = z
  .string()
  .check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(1024, 'must have at most 1024 characters'),
  )

/** 5 MB: federation aggregates are larger, a single IdP's document never is. */
const maxMetadataLength = 5 * 1024 * 1024

/** What an administrator decides about a SAML connection. The IdP is told by metadata URL, by metadata XML, or by hand: one of the three. */
export const SamlConnectionInput = z
  .strictObject({
    organization: Name,
    idpMetadataUrl: z._default(
      z.nullable(SecureUrl.check(described("URL of the IdP's metadata; read at registration."))),
      null,
    ),
    idpMetadataXml: z._default(
      z.nullable(
        z
          .string()
          .check(
            z.minLength(1, 'must not be empty'),
            z.maxLength(maxMetadataLength, 'must have at most 5 MB'),
            described("The IdP's metadata itself."),
          ),
      ),
      null,
    ),
    idpEntityId: z._default(
      z.nullable(
        EntityId.check(
          described(
            "The IdP's entity ID; with idpSsoUrl and certificates, or beside metadata, which must then name the same (Q03a).",
          ),
        ),
      ),
      null,
    ),
    idpSsoUrl: z._default(z.nullable(SecureUrl.check(described('Where AuthnRequests go.'))), null),
    certificates: z._default(
      z
        .array(z.string())
        .check(
          z.maxLength(10, 'must have at most 10 certificates'),
          described("The IdP's signing certificates, PEM; a set."),
        ),
      [],
    ),
    ...eitherConnection,
    policy: z.optional(SamlPolicy),
  })
  .check(z.meta({ id: 'SamlConnectionInput' }))
export type SamlConnectionInput = Frozen<z.output<typeof SamlConnectionInput>>

/** The IdP as the service knows it now, from metadata or by hand. */
export const IdpFacts = z
  .object({
    entityId: z.string(),
    ssoUrl: z.string().check(described('Where AuthnRequests go.')),
    ssoBinding: z.optional(
      z.enum(['redirect', 'post']).check(described('How they go there; left out: redirect.')),
    ),
    ssoPostUrl: z.optional(
      z.string().check(described('Where they go by HTTP-POST, if the IdP offers both bindings.')),
    ),
    wantAuthnRequestsSigned: z.optional(z.boolean()),
    singleLogout: z.optional(
      z
        .object({
          binding: z.enum(['redirect', 'post']),
          url: z.string().check(described('Where LogoutRequests go.')),
          responseUrl: z.string().check(described('Where LogoutResponses go.')),
        })
        .check(described('Left out: the IdP offers none.')),
    ),
    certificates: z.array(z.string()).check(described('Signing certificates, PEM.')),
    readAt: z
      .nullable(Timestamp)
      .check(described('When the metadata was last read; null when entered by hand.')),
  })
  .check(z.meta({ id: 'IdpFacts' }))
export type IdpFacts = Frozen<z.output<typeof IdpFacts>>

/** A connection as the service holds it: what was decided, and what follows from it. */
export const SamlConnection = z
  .object({
    name: Name,
    ...SamlConnectionInput.shape,
    preset: z.string().check(described("The organization's service preset.")),
    idp: IdpFacts,
    endpoints: z
      .object({
        acsUrl: z.string(),
        spEntityId: z.string(),
        spMetadataUrl: z.string(),
        loginUrl: z.string(),
      })
      .check(described('Our side, for the IdP to know.')),
    attributeNames: z
      .record(z.string(), z.string())
      .check(described('The attribute names in force: what the IdP must send.')),
  })
  .check(z.meta({ id: 'SamlConnection' }))
export type SamlConnection = Frozen<z.output<typeof SamlConnection>>

const byHand = (input: SamlConnectionInput): readonly unknown[] => [
  input.idpEntityId,
  input.idpSsoUrl,
  input.certificates.length > 0 ? input.certificates : null,
]

function sourceFault(input: SamlConnectionInput): string | undefined {
  const parts = byHand(input).filter((part) => part !== null).length
  const metadata = [input.idpMetadataUrl, input.idpMetadataXml].filter((way) => way !== null).length
  // Q02: beside metadata the entity ID alone is no second way, but a claim the metadata must bear out.
  const isClaim = metadata === 1 && parts === 1 && input.idpEntityId !== null
  const manual = isClaim ? 0 : parts
  const ways = metadata + (manual > 0 ? 1 : 0)
  if (ways === 0) return 'nothing says which IdP to trust'
  if (ways > 1) return 'the IdP is told in more than one way, which could disagree'
  if (manual > 0 && manual < 3) return 'idpEntityId, idpSsoUrl and certificates belong together'
  return undefined
}

/** @throws Refusal `idp-source-ambiguous` unless the IdP is told in exactly one way. */
function checkIdpSource(input: SamlConnectionInput): void {
  const fault = sourceFault(input)
  if (fault === undefined) return
  throw new Refusal({
    code: 'idp-source-ambiguous',
    owner: 'caller',
    detail: fault,
    remedy:
      'Give idpMetadataUrl, or idpMetadataXml, or idpEntityId with idpSsoUrl and certificates.',
    path: 'idpMetadataUrl',
  })
}

const sortedSet = (items: readonly string[]): string[] => [...new Set(items)].sort()

/**
 * Parses a connection without knowing its organization's preset; certificates come out in one spelling and order.
 * @throws Refusal `invalid-input`, `idp-source-ambiguous` or `certificate-malformed`
 */
export function parseSamlConnection(input: unknown): SamlConnectionInput {
  const connection = parseWith(SamlConnectionInput, input)
  checkIdpSource(connection)
  const certificates = connection.certificates.map((text, index) =>
    normalizeCertificate(text, `certificates.${index}`),
  )
  return { ...connection, certificates: sortedSet(certificates) }
}

/**
 * The rules that need the organization's preset.
 * @throws Refusal `protocol-unsupported`, `unknown-mapping-field` or `setting-not-offered`
 */
export function checkSamlConnection(preset: ServicePreset, connection: SamlConnectionInput): void {
  checkProtocol(preset, 'saml')
  checkAttributeMapping(preset, connection.attributeMapping)
  checkSettings(preset, connection.settings)
}

/**
 * Q03a: an entity ID declared beside metadata must be the one the metadata names.
 * @throws Refusal `idp-entity-id-disagrees`
 */
export function checkDeclaredIdp(connection: SamlConnectionInput, idp: IdpFacts): void {
  const declared = connection.idpEntityId
  if (declared === null || declared === idp.entityId) return
  throw new Refusal({
    code: 'idp-entity-id-disagrees',
    owner: 'caller',
    detail: `idpEntityId says "${declared}", the metadata says "${idp.entityId}"`,
    remedy: 'Correct the one that is wrong; if the metadata is right, idpEntityId may be left out.',
    source: 'Q03a',
    path: 'idpEntityId',
  })
}

/** What is allowed and yet worth a word. */
export const connectionWarnings = (
  preset: ServicePreset,
  idp: IdpFacts,
  policy?: SamlPolicy,
): readonly Finding[] => [...issuerWarnings(preset, idp), ...samlPolicyFindings(policy)]

function issuerWarnings(preset: ServicePreset, idp: IdpFacts): readonly Finding[] {
  if (!preset.registration.uniqueIssuer || URL.canParse(idp.entityId)) return []
  return [
    {
      code: 'issuer-not-a-url',
      owner: 'idp',
      detail: `the IdP calls itself "${idp.entityId}", which is no URL; it identifies the customer, and should be one that nobody else could choose`,
      remedy: 'Let the IdP use a URL of its own as entity ID, if it can.',
      source: 'Q02a',
    },
  ]
}

/**
 * Q02: where one ACS serves all, two customers with the same issuer could not be told apart.
 * @param others - connections of the same service that have this issuer already, by name
 * @throws Refusal `issuer-taken`
 */
export function checkIssuerUnique(
  preset: ServicePreset,
  issuer: string,
  others: readonly string[],
): void {
  if (!preset.registration.uniqueIssuer || others.length === 0) return
  throw new Refusal({
    code: 'issuer-taken',
    owner: 'caller',
    detail: `issuer "${issuer}" already identifies connection ${others.map((name) => `"${name}"`).join(', ')}`,
    remedy: 'Make an app of its own at the IdP: each has its own issuer.',
    source: preset.registration.source,
    path: 'idpEntityId',
  })
}
