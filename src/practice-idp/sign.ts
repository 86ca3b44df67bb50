/** Signing as Okta and Entra do when asked for both: the Assertion first, then, after what is encrypted was encrypted, the Response around it. */
import { SignedXml } from 'xml-crypto'
import type { Identity } from './identity.js'

const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** SAML Core, schema: the Signature comes directly after the Issuer. */
function signElement(xml: string, path: string, { privateKey, certificate }: Identity): string {
  const signer = new SignedXml({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicCert: certificate,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: excC14n,
  })
  signer.addReference({
    xpath: path,
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', excC14n],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  const location = { reference: `${path}/*[local-name()='Issuer']`, action: 'after' } as const
  signer.computeSignature(xml, { prefix: 'ds', location })
  return signer.getSignedXml()
}

export const signLogout = (xml: string, identity: Identity): string =>
  signElement(xml, '/*', identity)

const responsePath = "/*[local-name()='Response']"

export const signAssertion = (xml: string, identity: Identity): string =>
  signElement(xml, `${responsePath}/*[local-name()='Assertion']`, identity)

export const signResponse = (xml: string, identity: Identity): string =>
  signElement(xml, responsePath, identity)
