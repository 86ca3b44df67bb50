/** Our own signatures: on requests and logout messages. RSA with SHA-256, which every IdP takes. */
import { createHash, sign, type KeyObject } from 'node:crypto'
import { canonicalize } from './canonical.js'
import { element, type Markup, render } from './markup.js'
import { ds, envelopedSignature, excC14n, saml } from './names.js'
import { childNamed, idOf } from './query.js'
import { bareBase64 } from './sp-metadata.js'
import { messageLimits, openXml } from './xml.js'

export interface SigningKey {
  readonly privateKey: KeyObject
  /** PEM; shown in KeyInfo, for whoever looks there. */
  readonly certificate: string
}

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

export const signatureOf = (bytes: Buffer, { privateKey }: SigningKey): string =>
  sign('sha256', bytes, privateKey).toString('base64')

const algorithm = (name: string, uri: string): Markup => element(name, { Algorithm: uri })

const signedInfoOf = (id: string, digest: string): Markup =>
  element(
    'ds:SignedInfo',
    { 'xmlns:ds': ds },
    algorithm('ds:CanonicalizationMethod', excC14n),
    algorithm('ds:SignatureMethod', rsaSha256),
    element(
      'ds:Reference',
      { URI: `#${id}` },
      element(
        'ds:Transforms',
        {},
        algorithm('ds:Transform', envelopedSignature),
        algorithm('ds:Transform', excC14n),
      ),
      algorithm('ds:DigestMethod', sha256),
      element('ds:DigestValue', {}, digest),
    ),
  )

const canonical = (xml: string): Buffer => {
  const document = openXml(Buffer.from(xml), messageLimits)
  return canonicalize(document, document.root)
}

/** The message with an enveloped signature behind its Issuer, where the schema wants it. */
export function signEnveloped(xml: string, key: SigningKey): string {
  const { root, text } = openXml(Buffer.from(xml), messageLimits)
  const at = childNamed(root, saml, 'Issuer')?.end
  if (at === undefined) throw new Error('a message to be signed has an Issuer')
  const digest = createHash('sha256').update(canonical(text)).digest('base64')
  const signedInfo = signedInfoOf(idOf(root), digest)
  const value = signatureOf(canonical(render(signedInfo)), key)
  const certificate = element('ds:X509Certificate', {}, bareBase64(key.certificate))
  const signature = element(
    'ds:Signature',
    { 'xmlns:ds': ds },
    signedInfo,
    element('ds:SignatureValue', {}, value),
    element('ds:KeyInfo', {}, element('ds:X509Data', {}, certificate)),
  )
  return text.slice(0, at) + render(signature) + text.slice(at)
}
