/** AuthnRequests: written by us as SP, and read by an IdP such as the practice one. */
import { Refusal } from '../core/index.js'
import { decodeMessage, type OutgoingMessage, outgoingMessage } from './binding.js'
import { refusal } from './faults.js'
import { element, type Markup, render } from './markup.js'
import { httpPost, saml, samlp } from './names.js'
import type { SigningKey } from './sign.js'
import { childNamed, idOf, instantAttribute, isNamed, isXmlId } from './query.js'
import { messageLimits, parseXml, type XmlElement } from './xml.js'

export interface AuthnRequestInput {
  /** Unguessable and an XML name: `_` and at least 128 random bits. The service remembers it and spends it once. */
  readonly id: string
  readonly issueInstant: Date
  readonly idpSsoUrl: string
  readonly acsUrl: string
  readonly spEntityId: string
  /** @default - the IdP chooses */
  readonly nameIdFormat?: string
  /** Ask for a fresh sign-in even if the IdP has a session. @default false */
  readonly forceAuthn?: boolean
  /** AuthnContextClassRefs, one of which the sign-in must satisfy. @default - any */
  readonly authnContexts?: readonly string[] | undefined
}

/** Core §1.3.3, without milliseconds: some IdPs cannot read them. */
export const writeInstant = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`

/** Core §3.3.2.2.1. `exact`: no IdP we meet knows an order among them. */
const requestedContexts = (references: readonly string[]): readonly Markup[] => {
  if (references.length === 0) return []
  const named = references.map((reference) => element('saml:AuthnContextClassRef', {}, reference))
  return [element('samlp:RequestedAuthnContext', { Comparison: 'exact' }, ...named)]
}

/** The AuthnRequest as XML. @throws TypeError when the ID is no XML name. */
export function authnRequestXml(input: AuthnRequestInput): string {
  if (!isXmlId(input.id)) throw new TypeError('an AuthnRequest ID must be an XML name')
  const attributes = {
    'xmlns:samlp': samlp,
    'xmlns:saml': saml,
    ID: input.id,
    Version: '2.0',
    IssueInstant: writeInstant(input.issueInstant),
    Destination: input.idpSsoUrl,
    ProtocolBinding: httpPost,
    AssertionConsumerServiceURL: input.acsUrl,
    ForceAuthn: input.forceAuthn === true ? 'true' : undefined,
  }
  // Entra refuses AllowCreate="false", Okta ignores it; "true" is what every IdP takes.
  const policy = { Format: input.nameIdFormat, AllowCreate: 'true' }
  const issuer = element('saml:Issuer', {}, input.spEntityId)
  const nameIdPolicy = element('samlp:NameIDPolicy', policy)
  const contexts = requestedContexts(input.authnContexts ?? [])
  return render(element('samlp:AuthnRequest', attributes, issuer, nameIdPolicy, ...contexts))
}

export interface AuthnRequestSending extends AuthnRequestInput {
  /** @default 'redirect' */
  readonly binding?: 'redirect' | 'post'
  readonly relayState?: string
  /** Unsigned without. */
  readonly signingKey?: SigningKey | undefined
}

/** What the browser is to carry to the IdP. @throws Refusal `relay-state-too-long` */
export const authnRequest = (input: AuthnRequestSending): OutgoingMessage =>
  outgoingMessage({
    xml: authnRequestXml(input),
    parameter: 'SAMLRequest',
    binding: input.binding ?? 'redirect',
    url: input.idpSsoUrl,
    relayState: input.relayState,
    signingKey: input.signingKey,
  })

/** A request as an IdP reads it. Unsigned, so everything in it is the sender's word only. */
export interface UnverifiedAuthnRequest {
  readonly id: string
  readonly issuer: string
  readonly acsUrl?: string
  readonly destination?: string
  readonly issueInstant: Date
  readonly nameIdFormat?: string
  readonly forceAuthn: boolean
  readonly isPassive: boolean
}

const malformed = (detail: string): Refusal => refusal('request-malformed', detail)

function decode(samlRequest: string, binding: 'redirect' | 'post'): Buffer {
  try {
    return decodeMessage(samlRequest, binding)
  } catch (error) {
    if (Refusal.is(error) && error.finding.code === 'message-malformed')
      throw malformed(error.finding.detail)
    throw error
  }
}

const flag = (request: XmlElement, name: string): boolean =>
  ['true', '1'].includes(request.attributes.get(name) ?? '')

const optional = (key: 'acsUrl' | 'destination' | 'nameIdFormat', value: string | undefined) =>
  value === undefined ? {} : { [key]: value }

function readRequest(request: XmlElement): UnverifiedAuthnRequest {
  const issuer = childNamed(request, saml, 'Issuer')?.text
  const issueInstant = instantAttribute(request, 'IssueInstant')
  if (!issuer || !issueInstant) throw malformed('the AuthnRequest has no Issuer or IssueInstant')
  const policy = childNamed(request, samlp, 'NameIDPolicy')
  return {
    id: idOf(request),
    issuer,
    issueInstant,
    forceAuthn: flag(request, 'ForceAuthn'),
    isPassive: flag(request, 'IsPassive'),
    ...optional('acsUrl', request.attributes.get('AssertionConsumerServiceURL')),
    ...optional('destination', request.attributes.get('Destination')),
    ...optional('nameIdFormat', policy?.attributes.get('Format')),
  }
}

/** @throws Refusal `request-malformed`, `xml-…`, `id-malformed`, `time-malformed` */
export function parseAuthnRequest(
  samlRequest: string,
  binding: 'redirect' | 'post',
): UnverifiedAuthnRequest {
  const limits = { ...messageLimits, owner: 'caller' as const }
  const request = parseXml(decode(samlRequest, binding), limits)
  if (!isNamed(request, samlp, 'AuthnRequest') || request.attributes.get('Version') !== '2.0') {
    throw malformed(`expected a SAML 2.0 AuthnRequest, got ${request.name}`)
  }
  return readRequest(request)
}
