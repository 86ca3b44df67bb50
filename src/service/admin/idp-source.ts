/** The IdP a connection trusts, found out at registration: from metadata by URL, from metadata pasted, or by hand. */
import { isDeepStrictEqual } from 'node:util'
import {
  checkDeclaredIdp,
  isSecureUrl,
  Refusal,
  type IdpFacts,
  type SamlConnectionInput,
} from '../../core/index.js'
import { parseIdpMetadata, type IdpMetadata } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import type { SamlConnectionRecord } from '../store/records.js'

const bindingMissing = (wanted: 'redirect' | 'post', ssoUrl: string): Refusal =>
  new Refusal({
    code: 'metadata-without-binding',
    owner: 'caller',
    detail: `policy.requestBinding is ${wanted}, which the metadata does not offer (it names ${ssoUrl})`,
    remedy: 'Leave requestBinding out: AuthnRequests then go as the IdP wants them.',
    path: 'policy.requestBinding',
  })

/** Of the metadata, what a connection trusts and uses. */
export function idpFactsOf(idp: IdpMetadata, readAt: Date): IdpFacts {
  return {
    entityId: idp.entityId,
    ssoUrl: idp.ssoUrl,
    ...(idp.ssoBinding === 'post' ? { ssoBinding: 'post' } : {}),
    ...(idp.ssoPostUrl === undefined ? {} : { ssoPostUrl: idp.ssoPostUrl }),
    ...(idp.wantAuthnRequestsSigned ? { wantAuthnRequestsSigned: true } : {}),
    ...(idp.singleLogout ? { singleLogout: idp.singleLogout } : {}),
    certificates: [...idp.certificates].sort(),
    readAt: readAt.toISOString(),
  }
}

/** @throws Refusal `metadata-without-binding` */
export function checkBinding({ policy }: SamlConnectionInput, idp: IdpFacts): void {
  const wanted = policy?.requestBinding
  const offered = {
    redirect: idp.ssoBinding !== 'post',
    post: idp.ssoBinding === 'post' || idp.ssoPostUrl !== undefined,
  }
  if (wanted && idp.readAt !== null && !offered[wanted]) throw bindingMissing(wanted, idp.ssoUrl)
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
  const idp =
    xml === null ? byHand(input) : idpFactsOf(parseIdpMetadata(xml, { now: now() }), now())
  checkDeclaredIdp(input, idp)
  checkBinding(input, idp)
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

/** True when both trust the same IdP at the same places by the same keys, whenever they were read. */
export const sameIdp = ({ readAt: _a, ...a }: IdpFacts, { readAt: _b, ...b }: IdpFacts): boolean =>
  isDeepStrictEqual(a, b)
