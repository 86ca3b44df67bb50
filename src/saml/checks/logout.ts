/** The rules over logout messages, once their signature was found good. Same shape as the table of the sign-in, a table of its own. */
import { mismatch } from '../../core/index.js'
import type { IdentifierFacts } from '../facts.js'
import { samlp } from '../names.js'
import { isXmlId } from '../query.js'
import { againstClock, type Check, clockRemedy, hasBegun, isOver, issuerRemedy } from './check.js'

export interface LogoutFacts {
  readonly namespace: string
  readonly name: string
  readonly version: string | undefined
  readonly destination: string | undefined
  readonly issueInstant: Date | undefined
  readonly issuer: IdentifierFacts
  /** Of a request. */
  readonly notOnOrAfter: Date | undefined
  readonly nameId: IdentifierFacts
  readonly encryptedId: boolean
  /** Of a response. */
  readonly inResponseTo: string | undefined
  readonly statusCodes: readonly string[]
}

export interface LogoutCase {
  readonly message: LogoutFacts
  readonly expected: {
    readonly sloUrl: string
    readonly idpEntityId: string
    readonly kind: 'LogoutRequest' | 'LogoutResponse'
  }
  readonly now: Date
  readonly skewMs: number
}

/** How long a logout message may be under way: beyond it, it might be an old one found somewhere. */
export const longestOnTheWay = 5 * 60_000

const sloRemedy =
  'Set the single logout URL of this connection at the IdP, to the letter (Okta: Single Logout URL; Entra: Logout Url).'

const isRequest = ({ expected }: LogoutCase): boolean => expected.kind === 'LogoutRequest'

export const logoutChecks: readonly Check<LogoutCase>[] = [
  {
    code: 'logout-not-saml',
    source: 'SAML Core §3.7',
    owner: 'idp',
    holds: ({ message, expected }) => message.namespace === samlp && message.name === expected.kind,
    detail: ({ message, expected }) =>
      `expected a SAML 2.0 ${expected.kind}, got ${message.name} of namespace "${message.namespace}"`,
    remedy: 'Let the IdP send LogoutRequest as SAMLRequest and LogoutResponse as SAMLResponse.',
  },
  {
    code: 'logout-version-wrong',
    source: 'SAML Core §3.2.1',
    owner: 'idp',
    holds: ({ message }) => message.version === '2.0',
    detail: ({ message }) => `expected Version "2.0", got "${message.version ?? 'none'}"`,
    remedy: 'Let the IdP send SAML 2.0.',
  },
  {
    code: 'logout-issuer-missing',
    source: 'SAML Profiles §4.4.4.1',
    owner: 'idp',
    holds: ({ message }) => (message.issuer.text ?? '') !== '',
    detail: ({ expected }) => `expected Issuer "${expected.idpEntityId}", got none`,
    remedy: 'Let the IdP name itself in the Issuer.',
  },
  {
    code: 'logout-issuer-mismatch',
    source: 'SAML Profiles §4.4.4.1',
    owner: 'idp',
    holds: ({ message, expected }) => message.issuer.text === expected.idpEntityId,
    detail: ({ message, expected }) =>
      mismatch('Issuer', expected.idpEntityId, [message.issuer.text ?? '']),
    remedy: issuerRemedy,
  },
  {
    code: 'logout-destination-missing',
    source: 'SAML Bindings §3.4.5.2 and §3.5.5.2',
    owner: 'idp',
    holds: ({ message }) => message.destination !== undefined,
    detail: () => 'the signed message has no Destination',
    remedy: sloRemedy,
  },
  {
    code: 'logout-destination-mismatch',
    source: 'SAML Core §3.2.1',
    owner: 'idp',
    holds: ({ message, expected }) => message.destination === expected.sloUrl,
    detail: ({ message, expected }) =>
      mismatch('Destination', expected.sloUrl, [message.destination ?? '']),
    remedy: sloRemedy,
  },
  {
    code: 'logout-issue-instant-missing',
    source: 'SAML Core §3.2.1',
    owner: 'idp',
    holds: ({ message }) => message.issueInstant !== undefined,
    detail: () => 'the message has no IssueInstant',
    remedy: 'Let the IdP say when it made the message.',
  },
  {
    code: 'logout-issued-in-future',
    source: 'SAML Core §3.2.1',
    owner: 'idp',
    holds: (facts) => hasBegun(facts.message.issueInstant, facts),
    detail: (facts) => againstClock('IssueInstant', facts.message.issueInstant, facts),
    remedy: clockRemedy,
  },
  {
    code: 'logout-issued-too-long-ago',
    source: 'Mortise limit: five minutes; SAML Core §3.7.1',
    owner: 'idp',
    holds: (facts) => {
      const { issueInstant } = facts.message
      return !isOver(issueInstant && new Date(issueInstant.getTime() + longestOnTheWay), facts)
    },
    detail: (facts) => againstClock('IssueInstant', facts.message.issueInstant, facts),
    remedy: clockRemedy,
  },
  {
    code: 'logout-expired',
    source: 'SAML Core §3.7.1',
    owner: 'idp',
    holds: (facts) => !isOver(facts.message.notOnOrAfter, facts),
    detail: (facts) => againstClock('NotOnOrAfter', facts.message.notOnOrAfter, facts),
    remedy: clockRemedy,
  },
  {
    code: 'logout-name-id-encrypted',
    source: 'SAML Core §3.7.1; Mortise limit',
    owner: 'idp',
    holds: (facts) => !isRequest(facts) || !facts.message.encryptedId,
    detail: () => 'the LogoutRequest has an EncryptedID',
    remedy: 'Let the IdP send the NameID readable in LogoutRequests; they travel by https.',
  },
  {
    code: 'logout-name-id-missing',
    source: 'SAML Core §3.7.1',
    owner: 'idp',
    holds: (facts) => !isRequest(facts) || (facts.message.nameId.text ?? '').trim() !== '',
    detail: () => 'the LogoutRequest does not say who is signed out',
    remedy: 'Let the IdP send the NameID it sent at the sign-in.',
  },
  {
    code: 'logout-in-response-to-missing',
    source: 'SAML Profiles §4.4.4.2',
    owner: 'idp',
    holds: (facts) => isRequest(facts) || isXmlId(facts.message.inResponseTo ?? ''),
    detail: () => 'the LogoutResponse does not say which LogoutRequest it answers',
    remedy: 'Let the IdP quote the ID of the LogoutRequest.',
  },
  {
    code: 'logout-status-missing',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: (facts) => isRequest(facts) || facts.message.statusCodes.length > 0,
    detail: () => 'the LogoutResponse has no Status with a StatusCode',
    remedy: 'Let the IdP send a Status.',
  },
]
