/** provider::mortise::parse_saml_metadata: an IdP's metadata, read by the very parser the service trusts. */
import { bool, defineFunction, list, object, string } from '../framework/index.js'
import { moment, momentOf } from './moment.js'
import { refusedAt } from './refused.js'

/** Before any metadata expired: without a clock nothing has. */
const unjudged = new Date(0)

export const parseSamlMetadata = defineFunction({
  name: 'parseSamlMetadata',
  summary: "What an IdP's SAML metadata says",
  description:
    "Entity ID, SSO URL and signing certificates of the one IdP in a metadata document, named as `mortise_saml_connection` takes them. The document's own signature is not judged. With `plantimestamp()` as second argument expired metadata is refused.",
  parameters: { xml: string({ description: 'The metadata document.' }) },
  variadic: moment,
  returns: object({
    idpEntityId: string({ description: "The IdP's entity ID." }),
    idpSsoUrl: string({ description: 'Where AuthnRequests go.' }),
    certificates: list(string(), { description: 'Signing certificates, PEM.' }),
    nameIdFormats: list(string(), { description: 'NameID formats offered.' }),
    wantAuthnRequestsSigned: bool({ description: 'The IdP wants signed AuthnRequests.' }),
    validUntil: string({ description: 'RFC 3339; null when the document does not say.' }),
  }),
  async call({ xml }, rest) {
    const now = momentOf(rest) ?? unjudged
    // Not imported above: the XML parser is a megabyte of WebAssembly, and a launch that parses nothing must not wait for it.
    const { parseIdpMetadata } = await import('../../saml/index.js')
    const metadata = refusedAt('xml', () => parseIdpMetadata(xml, { now }))
    return {
      idpEntityId: metadata.entityId,
      idpSsoUrl: metadata.ssoUrl,
      certificates: metadata.certificates,
      nameIdFormats: metadata.nameIdFormats,
      wantAuthnRequestsSigned: metadata.wantAuthnRequestsSigned,
      validUntil: metadata.validUntil?.toISOString() ?? null,
    }
  },
})
