/** IdP metadata in: the few facts a connection needs. SP metadata out is sp-metadata.ts's business. */
import { isSecureUrl, normalizeCertificate } from '../core/index.js'
import { refusal } from './faults.js'
import { ds, httpPost, httpRedirect, md, samlp } from './names.js'
import { childrenNamed, elementsWhere, instantAttribute, isNamed } from './query.js'
import { parseXml, type XmlElement, type XmlLimits } from './xml.js'

export interface IdpMetadata {
  readonly entityId: string
  /** Where AuthnRequests go: HTTP-Redirect if the IdP offers it. */
  readonly ssoUrl: string
  readonly ssoBinding: 'redirect' | 'post'
  /** Where they go by HTTP-POST, where the IdP offers that too. */
  readonly ssoPostUrl?: string
  /** By which binding and where it signs people out; absent: nowhere. */
  readonly singleLogout?: SingleLogout
  /** Every signing certificate, PEM, in the order of the document. */
  readonly certificates: readonly string[]
  readonly nameIdFormats: readonly string[]
  readonly validUntil?: Date
  /** ISO 8601 duration, as written. */
  readonly cacheDuration?: string
  readonly wantAuthnRequestsSigned: boolean
}

export interface SingleLogout {
  readonly binding: 'redirect' | 'post'
  readonly url: string
  /** Where LogoutResponses go. */
  readonly responseUrl: string
}

export interface ParseIdpMetadataOptions {
  readonly now: Date
  /** Which IdP to take when the document describes several. */
  readonly entityId?: string
}

/** Federation aggregates are larger; a connection trusts one IdP, whose document never is. */
const limits: XmlLimits = {
  maxBytes: 5 * 1024 * 1024,
  maxElements: 200_000,
  maxDepth: 40,
  owner: 'caller',
}

function parseDocument(xml: string): XmlElement {
  const start = xml.replace(/^\uFEFF/, '').trimStart()
  if (/^<(!doctype\s+)?html/i.test(start)) {
    throw refusal('metadata-not-xml', 'this is a web page, not metadata')
  }
  if (!start.startsWith('<')) throw refusal('metadata-not-xml', 'this is not XML')
  return parseXml(Buffer.from(start), limits)
}

const idpRoleOf = (entity: XmlElement): XmlElement | undefined =>
  childrenNamed(entity, md, 'IDPSSODescriptor').find((role) =>
    role.attributes.get('protocolSupportEnumeration')?.split(/\s+/).includes(samlp),
  )

function chooseEntity(root: XmlElement, wanted: string | undefined): XmlElement {
  const isEntity = (it: XmlElement): boolean => isNamed(it, md, 'EntityDescriptor')
  if (!isEntity(root) && !isNamed(root, md, 'EntitiesDescriptor')) {
    throw refusal('metadata-not-saml', `the root is ${root.name} of namespace "${root.namespace}"`)
  }
  const entities = elementsWhere(root, isEntity)
  const idps = entities.filter(
    (it) => idpRoleOf(it) && (wanted === undefined || it.attributes.get('entityID') === wanted),
  )
  const [entity, ...others] = idps
  if (!entity) throw withoutIdp(entities, wanted)
  if (others.length > 0) {
    const names = idps.map((it) => it.attributes.get('entityID')).slice(0, 5)
    throw refusal('metadata-several-idps', `${idps.length} IdPs: ${names.join(', ')}`)
  }
  return entity
}

function withoutIdp(entities: readonly XmlElement[], wanted: string | undefined): Error {
  if (wanted !== undefined) {
    return refusal('metadata-without-idp', `no IdP with entity ID "${wanted}" in the document`)
  }
  const sp = entities.find((it) => childrenNamed(it, md, 'SPSSODescriptor').length > 0)
  const name = sp?.attributes.get('entityID')
  if (sp) return refusal('metadata-of-sp', `"${name}" describes itself as a service provider`)
  return refusal('metadata-without-idp', 'no IDPSSODescriptor for SAML 2.0')
}

function serviceAt(role: XmlElement, name: string, binding: string): XmlElement | undefined {
  return childrenNamed(role, md, name).find((it) => it.attributes.get('Binding') === binding)
}

/** @throws Refusal `metadata-sso-url-insecure` */
function locationOf(service: XmlElement | undefined, name = 'Location'): string | undefined {
  const url = service?.attributes.get(name)
  if (url !== undefined && !isSecureUrl(url))
    throw refusal('metadata-sso-url-insecure', `got "${url.slice(0, 300)}"`)
  return url
}

type Sso = Pick<IdpMetadata, 'ssoUrl' | 'ssoBinding' | 'ssoPostUrl'>

function ssoServiceOf(role: XmlElement): Sso {
  const redirect = locationOf(serviceAt(role, 'SingleSignOnService', httpRedirect))
  const post = locationOf(serviceAt(role, 'SingleSignOnService', httpPost))
  if (redirect !== undefined) {
    return {
      ...{ ssoUrl: redirect, ssoBinding: 'redirect' },
      ...(post === undefined ? {} : { ssoPostUrl: post }),
    }
  }
  if (post !== undefined) return { ssoUrl: post, ssoBinding: 'post' }
  throw refusal('metadata-without-sso-url', 'no usable SingleSignOnService')
}

function singleLogoutOf(role: XmlElement): { readonly singleLogout?: SingleLogout } {
  for (const [binding, uri] of [
    ['redirect', httpRedirect],
    ['post', httpPost],
  ] as const) {
    const service = serviceAt(role, 'SingleLogoutService', uri)
    const url = service?.attributes.get('Location')
    // Nobody is sent out in the clear; without single logout the sign-in still works.
    if (url === undefined || !isSecureUrl(url)) continue
    return {
      singleLogout: { binding, url, responseUrl: locationOf(service, 'ResponseLocation') ?? url },
    }
  }
  return {}
}

/** Metadata §2.4.1.1: a key without `use` serves both purposes. */
function certificatesOf(role: XmlElement): readonly string[] {
  const keys = childrenNamed(role, md, 'KeyDescriptor').filter(
    (key) => key.attributes.get('use') !== 'encryption',
  )
  const texts = keys
    .flatMap((key) => elementsWhere(key, (it) => isNamed(it, ds, 'X509Certificate')))
    .map(({ text }) => text)
  if (texts.length === 0) throw refusal('metadata-without-certificate', 'no signing certificate')
  return [...new Set(texts.map((text) => normalizeCertificate(text, 'certificates')))]
}

/** The nearest end counts: of the document, of the entity, of the role. */
function validUntilOf(elements: readonly XmlElement[], now: Date): Date | undefined {
  const ends = elements
    .map((it) => instantAttribute(it, 'validUntil'))
    .filter((end) => end !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())
  const [end] = ends
  if (end && end.getTime() <= now.getTime()) {
    throw refusal('metadata-expired', `validUntil is ${end.toISOString()}`)
  }
  return end
}

const firstAttribute = (elements: readonly XmlElement[], name: string): string | undefined =>
  elements.map((it) => it.attributes.get(name)).find((value) => value !== undefined)

/**
 * Reads what a connection must know of its IdP. The document's own signature is not judged: trust comes from the
 * https URL or the administrator who pasted it.
 * @throws Refusal `metadata-…`, `xml-…`, `certificate-malformed`
 */
export function parseIdpMetadata(xml: string, options: ParseIdpMetadataOptions): IdpMetadata {
  const root = parseDocument(xml)
  const entity = chooseEntity(root, options.entityId)
  const role = idpRoleOf(entity)
  const entityId = entity.attributes.get('entityID')
  if (!role || !entityId) throw refusal('metadata-not-saml', 'EntityDescriptor has no entityID')
  const carriers = [role, entity, root]
  const validUntil = validUntilOf(carriers, options.now)
  const cacheDuration = firstAttribute(carriers, 'cacheDuration')
  return {
    entityId,
    ...ssoServiceOf(role),
    ...singleLogoutOf(role),
    certificates: certificatesOf(role),
    nameIdFormats: childrenNamed(role, md, 'NameIDFormat').map(({ text }) => text.trim()),
    wantAuthnRequestsSigned: ['true', '1'].includes(
      role.attributes.get('WantAuthnRequestsSigned') ?? '',
    ),
    ...(validUntil ? { validUntil } : {}),
    ...(cacheDuration ? { cacheDuration } : {}),
  }
}
