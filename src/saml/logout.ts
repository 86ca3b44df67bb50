/** Single logout (Profiles §4.4): messages out, and theirs verified. Which sessions end is the service's business. */
import { checkLogout } from './checks.js'
import { decodeMessage, type IncomingQuery, readQuery, verifyQuery } from './binding.js'
import { longestOnTheWay } from './checks/logout.js'
import { readLogout } from './facts.js'
import { refusal } from './faults.js'
import type { Trust } from './keys.js'
import { element, render } from './markup.js'
import { saml, samlp, statusSuccess } from './names.js'
import { childrenNamed, idOf, isXmlId } from './query.js'
import { writeInstant } from './request.js'
import { verifySignatures } from './signature.js'
import { messageLimits, openXml, parseXml, type XmlElement } from './xml.js'

/** Who, as the IdP named them at the sign-in: it knows them by all of this together. */
export interface SubjectName {
  readonly nameId: string
  readonly nameIdFormat: string
  readonly nameQualifier?: string | undefined
  readonly spNameQualifier?: string | undefined
}

interface Envelope {
  /** Unguessable and an XML name. */
  readonly id: string
  readonly issueInstant: Date
  readonly destination: string
  readonly spEntityId: string
}

const attributesOf = ({ id, issueInstant, destination }: Envelope) => {
  if (!isXmlId(id)) throw new TypeError('an ID must be an XML name')
  return {
    ...{ 'xmlns:samlp': samlp, 'xmlns:saml': saml, ID: id, Version: '2.0' },
    ...{ IssueInstant: writeInstant(issueInstant), Destination: destination },
  }
}

export function logoutRequestXml(
  input: Envelope & { readonly subject: SubjectName; readonly sessionIndex?: string | undefined },
): string {
  const { nameId, nameIdFormat, nameQualifier, spNameQualifier } = input.subject
  const qualifiers = { NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier }
  const end = new Date(input.issueInstant.getTime() + longestOnTheWay)
  return render(
    element(
      'samlp:LogoutRequest',
      { ...attributesOf(input), NotOnOrAfter: writeInstant(end) },
      element('saml:Issuer', {}, input.spEntityId),
      element('saml:NameID', { ...qualifiers, Format: nameIdFormat }, nameId),
      ...(input.sessionIndex === undefined
        ? []
        : [element('samlp:SessionIndex', {}, input.sessionIndex)]),
    ),
  )
}

/** Says that it is done: what could not be done was refused before. */
export const logoutResponseXml = (input: Envelope & { readonly inResponseTo: string }): string =>
  render(
    element(
      'samlp:LogoutResponse',
      { ...attributesOf(input), InResponseTo: input.inResponseTo },
      element('saml:Issuer', {}, input.spEntityId),
      element('samlp:Status', {}, element('samlp:StatusCode', { Value: statusSuccess })),
    ),
  )

/** A message as it came. */
export type IncomingLogout =
  | { readonly binding: 'redirect'; readonly query: string }
  | {
      readonly binding: 'post'
      readonly parameter: 'SAMLRequest' | 'SAMLResponse'
      readonly message: string
    }

export interface ExpectedLogout {
  readonly sloUrl: string
  readonly idpEntityId: string
  /** PEM. */
  readonly certificates: readonly string[]
  /** @default 'enforced' */
  readonly certificateValidity?: 'enforced' | 'warned'
  readonly allowSha1?: boolean
  readonly allowWeakKeys?: boolean
}

export interface VerifyLogoutInput {
  readonly came: IncomingLogout
  readonly expected: ExpectedLogout
  readonly now: Date
  /** @default 60 */
  readonly clockSkewSeconds?: number
}

/** What the IdP wants, or what became of what we wanted; verified. */
export type LogoutMessage =
  | {
      readonly kind: 'request'
      readonly id: string
      readonly nameId: string
      /** Which of their sessions; none: all. */
      readonly sessionIndexes: readonly string[]
      /** Until when the ID must be remembered, so that it is not used twice. */
      readonly expiresAt: Date
    }
  | {
      readonly kind: 'response'
      readonly inResponseTo: string
      /** Whether the IdP signed the person out everywhere. */
      readonly isComplete: boolean
    }

const trustOf = ({ expected, now, clockSkewSeconds = 60 }: VerifyLogoutInput): Trust => ({
  certificates: expected.certificates,
  certificateValidity: expected.certificateValidity ?? 'enforced',
  allowSha1: expected.allowSha1 ?? false,
  allowWeakKeys: expected.allowWeakKeys ?? false,
  ...{ now, clockSkewSeconds, warn: () => undefined },
})

interface Verified {
  readonly root: XmlElement
  readonly parameter: IncomingQuery['parameter']
}

/** By HTTP-Redirect the query is signed, and any signature inside the message counts for nothing (Bindings §3.4.4.1). */
function byRedirect(query: string, trust: Trust): Verified {
  const incoming = readQuery(query)
  verifyQuery(incoming, trust)
  return { root: parseXml(incoming.message, messageLimits), parameter: incoming.parameter }
}

function verified(input: VerifyLogoutInput): Verified {
  const { came } = input
  const trust = trustOf(input)
  if (came.binding === 'redirect') return byRedirect(came.query, trust)
  const document = openXml(decodeMessage(came.message, 'post'), messageLimits)
  const [bytes] = verifySignatures(document, [document.root], trust)
  if (!bytes) throw refusal('signature-missing', 'the message is not signed')
  // As with a Response: what is read is what was signed.
  return { root: parseXml(bytes, messageLimits), parameter: came.parameter }
}

const sessionIndexesIn = (root: XmlElement): readonly string[] =>
  childrenNamed(root, samlp, 'SessionIndex').map(({ text }) => text.trim())

/**
 * Decides whether a logout message may be believed: always signed, for us, of now.
 * @throws Refusal `logout-…`, `signature-…`, `signing-…`, `message-malformed`, `xml-…`
 */
export function verifyLogout(input: VerifyLogoutInput): LogoutMessage {
  const { expected, now, clockSkewSeconds = 60 } = input
  const { root, parameter } = verified(input)
  const kind = parameter === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse'
  const message = readLogout(root)
  const skewMs = clockSkewSeconds * 1000
  checkLogout({ message, expected: { ...expected, kind }, now, skewMs })
  if (kind === 'LogoutResponse') {
    const { inResponseTo = '', statusCodes } = message
    const isComplete = statusCodes.length === 1 && statusCodes[0] === statusSuccess
    return { kind: 'response', inResponseTo, isComplete }
  }
  return {
    kind: 'request',
    id: idOf(root),
    nameId: message.nameId.text ?? '',
    sessionIndexes: sessionIndexesIn(root),
    expiresAt: new Date(now.getTime() + longestOnTheWay + 2 * skewMs),
  }
}

/** A LogoutRequest as an IdP reads it, believed by nobody yet. */
export interface UnverifiedLogoutRequest {
  readonly id: string
  readonly issuer: string
  readonly nameId: string | undefined
  readonly sessionIndexes: readonly string[]
}

/** @throws Refusal `message-malformed`, `message-too-large`, `xml-…` or `id-malformed` */
export function readLogoutRequest(
  text: string,
  binding: 'redirect' | 'post',
): UnverifiedLogoutRequest {
  const root = parseXml(decodeMessage(text, binding), { ...messageLimits, owner: 'caller' })
  const { issuer, nameId, name, namespace } = readLogout(root)
  if (namespace !== samlp || name !== 'LogoutRequest' || !issuer.text)
    throw refusal('message-malformed', `expected a LogoutRequest with an Issuer, got ${name}`)
  const sessionIndexes = sessionIndexesIn(root)
  return { id: idOf(root), issuer: issuer.text, nameId: nameId.text, sessionIndexes }
}
