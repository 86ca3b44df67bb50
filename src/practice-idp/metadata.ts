/** The practice IdP's metadata. */
import { element, keyDescriptor, render } from '../saml/index.js'
import type { Identity, Site } from './identity.js'

/** What the metadata says beside keys and addresses. */
export interface MetadataChoices {
  readonly wantAuthnRequestsSigned: boolean
  readonly bindings: readonly ('redirect' | 'post')[]
  /** Whether and how it offers single logout. */
  readonly singleLogout: readonly ('redirect' | 'post')[]
}

const uriOf = (binding: 'redirect' | 'post'): string =>
  `urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding === 'post' ? 'POST' : 'Redirect'}`

export function idpMetadata(
  site: Site,
  identity: Identity,
  { wantAuthnRequestsSigned, bindings, singleLogout }: MetadataChoices,
): string {
  const role = element(
    'md:IDPSSODescriptor',
    {
      WantAuthnRequestsSigned: String(wantAuthnRequestsSigned),
      protocolSupportEnumeration: 'urn:oasis:names:tc:SAML:2.0:protocol',
    },
    keyDescriptor('signing', identity.certificate),
    ...singleLogout.map((binding) =>
      element('md:SingleLogoutService', { Binding: uriOf(binding), Location: site.sloUrl }),
    ),
    element('md:NameIDFormat', {}, 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'),
    ...bindings.map((binding) =>
      element('md:SingleSignOnService', {
        Binding: uriOf(binding),
        Location: site.ssoUrl,
      }),
    ),
  )
  const attributes = { 'xmlns:md': 'urn:oasis:names:tc:SAML:2.0:metadata', entityID: site.entityId }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(element('md:EntityDescriptor', attributes, role))}\n`
}
