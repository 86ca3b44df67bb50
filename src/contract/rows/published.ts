/** The IdP as it answers now against what the service holds of it: asked by `mortise check --live` only. */
import { isEntries, itemsIn, shown, type Entries, type Value } from '../../program/index.js'
import type { Published, PublishedMetadata, PublishedNothing } from '../published.js'
import type { PublishedFacts } from '../sides/facts.js'
import type { Place } from '../finding.js'
import { broken, held, notAsked, rowsAbout, type Outcome } from './row.js'

/** What the service holds of the IdP: `idp` of the connection, as the admin API has it. */
export function heldOf({ connection, facts }: PublishedFacts): Entries {
  const idp = facts.program.get(connection.block, 'idp')
  return isEntries(idp) ? idp : {}
}

export const idpPlace = ({ url }: Published, path?: string): Place => ({
  ...{ side: 'idp', file: url, address: '' },
  ...(path === undefined ? {} : { path }),
})

export const heldPlace = ({ connection, facts }: PublishedFacts, path: string): Place =>
  facts.program.place('service', connection.block, path)

/** One fact the IdP tells and the service holds. */
export function agrees(
  subject: PublishedFacts,
  what: string,
  [name, ours]: readonly [string, Value | undefined],
  [told, theirs]: readonly [string, unknown],
): readonly Outcome[] {
  if (typeof ours !== 'string') return notAsked
  if (theirs === ours) return held
  return broken(
    `the service holds the ${what} ${shown(ours)}, the IdP says ${typeof theirs === 'string' ? shown(theirs) : 'nothing'}`,
    idpPlace(subject.published, told),
    heldPlace(subject, `idp.${name}`),
  )
}

const bare = (pem: Value): string =>
  typeof pem === 'string' ? pem.replace(/-----[A-Z ]+-----|\s/g, '') : ''

interface Keys {
  readonly held: readonly string[]
  readonly published: readonly string[]
}

const keysOf = (subject: PublishedFacts<PublishedMetadata>): Keys => ({
  held: (itemsIn(heldOf(subject)['certificates']) ?? []).map(bare),
  published: subject.published.certificates.map(bare),
})

const keyPlaces = (subject: PublishedFacts): readonly Place[] => [
  idpPlace(subject.published, 'KeyDescriptor'),
  heldPlace(subject, 'idp.certificates'),
]

export const publishedRows = rowsAbout('published', [
  {
    code: 'idp-unreadable',
    severity: 'error',
    owner: 'idp',
    rule: 'Metadata or discovery document of the IdP can be read now.',
    cause:
      'The service reads it again to learn of new keys and endpoints; what it cannot read it cannot follow.',
    remedy:
      'Open the URL: it must answer 200 with the document itself, over https with a valid certificate.',
    source: 'Q03, SAML Metadata §4.1, OIDC Discovery §4',
    check: (subject) => {
      const { published } = subject
      if (published.protocol !== 'none') return held
      const { code, detail }: PublishedNothing = published
      return broken(`${code}: ${detail}`, idpPlace(published), subject.connection.place)
    },
  },
])

export const publishedSamlRows = rowsAbout('publishedSaml', [
  {
    code: 'metadata-entity-id-changed',
    severity: 'error',
    owner: 'idp',
    rule: 'The metadata names the entity ID the connection trusts.',
    cause:
      'Responses are refused whose Issuer is another; and whoever takes over the URL must not become the IdP.',
    remedy:
      'Find out who answers at this URL. If the IdP was really replaced, remove the connection and create it anew.',
    source: 'Q03a, SAML Core §3.2.2',
    leadsTo: 'response-issuer-mismatch',
    check: (subject) =>
      agrees(
        subject,
        'entity ID',
        ['entity_id', heldOf(subject)['entity_id']],
        ['entityID', subject.published.entityId],
      ),
  },
  {
    code: 'metadata-sso-url-changed',
    severity: 'warning',
    owner: 'idp',
    rule: 'AuthnRequests go where the metadata says.',
    cause: 'At the old URL nobody may be listening much longer.',
    remedy: 'Apply the connection again: the metadata is then read anew.',
    source: 'SAML Metadata §2.4.3',
    check: (subject) => {
      const { published } = subject
      const ours = heldOf(subject)['sso_url']
      if (typeof ours !== 'string' || published.ssoUrls.includes(ours))
        return typeof ours === 'string' ? held : notAsked
      return agrees(
        subject,
        'SSO URL',
        ['sso_url', ours],
        ['SingleSignOnService', published.ssoUrls[0]],
      )
    },
  },
  {
    code: 'metadata-keys-replaced',
    severity: 'error',
    owner: 'idp',
    rule: 'The service trusts at least one key the metadata names.',
    cause:
      'A Response signed by a key the service does not know is refused; when all keys change at once, the service waits for approval.',
    remedy:
      'Compare fingerprints with the IdP’s administrator, then approve the new keys on the connection’s page, or apply again.',
    source: 'Q03, S32, SAML Metadata §2.4.1.1',
    leadsTo: 'signature-invalid',
    check: (subject) => {
      const keys = keysOf(subject)
      if (keys.held.length === 0) return notAsked
      return keys.published.some((key) => keys.held.includes(key))
        ? held
        : broken(
            `the metadata names ${keys.published.length} signing keys, the service trusts none of them`,
            ...keyPlaces(subject),
          )
    },
  },
  {
    code: 'metadata-key-unknown',
    severity: 'warning',
    owner: 'sp',
    rule: 'The service trusts every key the metadata names.',
    cause: 'The IdP is about to sign with a key that the service has not read yet.',
    remedy: 'Apply the connection again, or wait for the service to read the metadata.',
    source: 'Q03, S32',
    check: (subject) => {
      const keys = keysOf(subject)
      const unknown = keys.published.filter((key) => !keys.held.includes(key))
      // None known at all is another finding.
      if (keys.held.length === 0 || unknown.length === keys.published.length) return notAsked
      return unknown.length === 0
        ? held
        : broken(
            `${unknown.length} of ${keys.published.length} signing keys are not trusted yet`,
            ...keyPlaces(subject),
          )
    },
  },
  {
    code: 'metadata-wants-signed-requests',
    severity: 'error',
    owner: 'caller',
    rule: 'AuthnRequests are signed where the metadata wants it.',
    cause: 'The IdP refuses a request that is not signed.',
    remedy: 'Leave policy.sign_requests out, or set it to true.',
    source: 'SAML Metadata §2.4.3',
    check: (subject) => {
      const { published, connection, facts } = subject
      if (!published.wantsSignedRequests) return notAsked
      const policy = facts.program.get(connection.block, 'policy')
      if (!isEntries(policy) || policy['sign_requests'] !== false) return held
      return broken(
        'the metadata says WantAuthnRequestsSigned, and policy.sign_requests is false',
        heldPlace(subject, 'policy.sign_requests'),
        idpPlace(published, 'WantAuthnRequestsSigned'),
      )
    },
  },
])
