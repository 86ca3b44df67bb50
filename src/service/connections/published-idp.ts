/** What an IdP says of itself now, for whoever compares it with what is held: read by the guarded way out, and kept nowhere. */
import { readDiscovery, type DiscoveryDocument } from '../../oidc/index.js'
import { parseIdpMetadata, type IdpMetadata } from '../../saml/index.js'
import type { OutgoingOptions } from '../outgoing-address.js'
import { createOutgoingFetch } from '../outgoing-fetch.js'
import { createReadDocument } from '../outgoing.js'

export interface IdpReader {
  /** @throws Refusal `outgoing-address-refused`, `metadata-…`, `xml-…` or `certificate-malformed` */
  readonly metadata: (url: string) => Promise<IdpMetadata>
  /** Nothing of it is believed yet. @throws Refusal `outgoing-address-refused`, `discovery-unreachable`, `discovery-malformed` */
  readonly discovery: (issuer: string) => Promise<DiscoveryDocument>
}

export function createIdpReader(options: OutgoingOptions, now: () => Date): IdpReader {
  const readDocument = createReadDocument(options)
  const fetch = createOutgoingFetch(options)
  return {
    metadata: async (url) => parseIdpMetadata(await readDocument(url), { now: now() }),
    discovery: (issuer) => readDiscovery(fetch, issuer),
  }
}
