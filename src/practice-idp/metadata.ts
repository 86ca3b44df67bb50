/** The practice IdP's metadata. */
import { element, render } from '../saml/index.js'
import type { Identity, Site } from './identity.js'

const bindings = ['HTTP-Redirect', 'HTTP-POST']

export const bareBase64 = (pem: string): string =>
  pem.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')

export function idpMetadata(site: Site, identity: Identity): string {
  const certificate = element('ds:X509Certificate', {}, bareBase64(identity.certificate))
  const key = element(
    'md:KeyDescriptor',
    { use: 'signing' },
    element(
      'ds:KeyInfo',
      { 'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#' },
      element('ds:X509Data', {}, certificate),
    ),
  )
  const role = element(
    'md:IDPSSODescriptor',
    {
      WantAuthnRequestsSigned: 'false',
      protocolSupportEnumeration: 'urn:oasis:names:tc:SAML:2.0:protocol',
    },
    key,
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
