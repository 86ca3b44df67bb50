/** SP metadata in: what an IdP such as the practice one must know of a service. */
import { normalizeCertificate } from '../core/index.js'
import { refusal } from './faults.js'
import { ds, httpPost, httpRedirect, md } from './names.js'
import { childNamed, childrenNamed, elementsWhere, isNamed } from './query.js'
import { messageLimits, parseXml, type XmlElement } from './xml.js'

export interface SpFacts {
  readonly entityId: string
  readonly acsUrls: readonly string[]
  /** PEM. */
  readonly signingCertificates: readonly string[]
  readonly encryptionCertificates: readonly string[]
  readonly signsRequests: boolean
  readonly wantsAssertionsSigned: boolean
  readonly singleLogout: readonly { readonly binding: 'redirect' | 'post'; readonly url: string }[]
}

function certificatesFor(role: XmlElement, use: 'signing' | 'encryption'): readonly string[] {
  const keys = childrenNamed(role, md, 'KeyDescriptor').filter(
    ({ attributes }) => (attributes.get('use') ?? use) === use,
  )
  return keys
    .flatMap((key) => elementsWhere(key, (it) => isNamed(it, ds, 'X509Certificate')))
    .map(({ text }) => normalizeCertificate(text, use))
}

const bindings: Readonly<Record<string, 'redirect' | 'post'>> = {
  [httpRedirect]: 'redirect',
  [httpPost]: 'post',
}

const isTrue = (role: XmlElement, name: string): boolean =>
  ['true', '1'].includes(role.attributes.get(name) ?? '')

/** @throws Refusal `metadata-not-saml`, `xml-…` or `certificate-malformed` */
export function parseSpMetadata(xml: string): SpFacts {
  const limits = { ...messageLimits, owner: 'caller' as const }
  const entity = parseXml(Buffer.from(xml.trim()), limits)
  const role = childNamed(entity, md, 'SPSSODescriptor')
  const entityId = entity.attributes.get('entityID')
  if (!isNamed(entity, md, 'EntityDescriptor') || !role || !entityId)
    throw refusal('metadata-not-saml', 'this is no EntityDescriptor of a service provider')
  return {
    entityId,
    acsUrls: childrenNamed(role, md, 'AssertionConsumerService').flatMap(
      ({ attributes }) => attributes.get('Location') ?? [],
    ),
    signingCertificates: certificatesFor(role, 'signing'),
    encryptionCertificates: certificatesFor(role, 'encryption'),
    signsRequests: isTrue(role, 'AuthnRequestsSigned'),
    wantsAssertionsSigned: isTrue(role, 'WantAssertionsSigned'),
    singleLogout: childrenNamed(role, md, 'SingleLogoutService').flatMap(({ attributes }) => {
      const binding = bindings[attributes.get('Binding') ?? '']
      const url = attributes.get('Location')
      return binding && url !== undefined ? [{ binding, url }] : []
    }),
  }
}
