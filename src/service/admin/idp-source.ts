/** The IdP a connection trusts, found out at registration: from metadata by URL, from metadata pasted, or by hand. */
import {
  checkDeclaredIdp,
  isSecureUrl,
  Refusal,
  type IdpFacts,
  type SamlConnectionInput,
} from '../../core/index.js'
import { parseIdpMetadata } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import type { SamlConnectionRecord } from '../store/records.js'

const postOnly = (ssoUrl: string): Refusal =>
  new Refusal({
    code: 'metadata-without-redirect',
    owner: 'idp',
    detail: `the IdP takes AuthnRequests by HTTP-POST only (${ssoUrl}); this version sends them by HTTP-Redirect`,
    remedy: 'Let the IdP offer a SingleSignOnService with the HTTP-Redirect binding.',
  })

function fromMetadata(xml: string, now: Date): IdpFacts {
  const idp = parseIdpMetadata(xml, { now })
  if (idp.ssoBinding !== 'redirect') throw postOnly(idp.ssoUrl)
  return {
    entityId: idp.entityId,
    ssoUrl: idp.ssoUrl,
    certificates: [...idp.certificates].sort(),
    readAt: now.toISOString(),
  }
}

function byHand({ idpEntityId, idpSsoUrl, certificates }: SamlConnectionInput): IdpFacts {
  // Core has checked that all three are there; a later change there must not become trust in nobody here.
  if (idpEntityId === null || idpSsoUrl === null || !isSecureUrl(idpSsoUrl)) {
    throw new Error('a connection without a source for its IdP passed the parser')
  }
  return { entityId: idpEntityId, ssoUrl: idpSsoUrl, certificates, readAt: null }
}

/** @throws Refusal `idp-entity-id-disagrees`, `metadata-…`, `outgoing-address-refused`, `xml-…` or `certificate-malformed` */
export async function readIdp(
  { readDocument, now }: Deps,
  input: SamlConnectionInput,
): Promise<IdpFacts> {
  const xml =
    input.idpMetadataUrl === null ? input.idpMetadataXml : await readDocument(input.idpMetadataUrl)
  const idp = xml === null ? byHand(input) : fromMetadata(xml, now())
  checkDeclaredIdp(input, idp)
  return idp
}

const changedIdp = (url: string, pinned: string, came: string): Refusal =>
  new Refusal({
    code: 'idp-entity-id-changed',
    owner: 'idp',
    detail: `${url} described "${pinned}" and now describes "${came}"`,
    remedy:
      'If the IdP was really replaced, remove the connection and create it anew; otherwise find out who answers at this URL.',
    path: 'idpMetadataUrl',
  })

/**
 * At the same URL the entity ID is pinned: whoever takes over that address must not become the organization's IdP.
 * @throws Refusal `idp-entity-id-changed`
 */
export function checkPinned(
  existing: SamlConnectionRecord | undefined,
  input: SamlConnectionInput,
  idp: IdpFacts,
): void {
  const url = input.idpMetadataUrl
  if (!existing || url === null || existing.input.idpMetadataUrl !== url) return
  if (existing.idp.entityId !== idp.entityId)
    throw changedIdp(url, existing.idp.entityId, idp.entityId)
}

/** True when both trust the same IdP at the same place by the same keys, whenever they were read. */
export const sameIdp = (a: IdpFacts, b: IdpFacts): boolean =>
  a.entityId === b.entityId &&
  a.ssoUrl === b.ssoUrl &&
  a.certificates.join() === b.certificates.join()
