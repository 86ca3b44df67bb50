/** The practice IdP's metadata. */
import { element, keyDescriptor, render } from '../saml/index.js'
import type { Identity, Site } from './identity.js'

const bindings = ['HTTP-Redirect', 'HTTP-POST']

export function idpMetadata(site: Site, identity: Identity): string {
  const role = element(
    'md:IDPSSODescriptor',
    {
      WantAuthnRequestsSigned: 'false',
      protocolSupportEnumeration: 'urn:oasis:names:tc:SAML:2.0:protocol',
    },
    keyDescriptor('signing', identity.certificate),
    element('md:NameIDFormat', {}, 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'),
    ...bindings.map((binding) =>
      element('md:SingleSignOnService', {
        Binding: `urn:oasis:names:tc:SAML:2.0:bindings:${binding}`,
        Location: site.ssoUrl,
      }),
    ),
  )
  const attributes = { 'xmlns:md': 'urn:oasis:names:tc:SAML:2.0:metadata', entityID: site.entityId }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(element('md:EntityDescriptor', attributes, role))}\n`
}
