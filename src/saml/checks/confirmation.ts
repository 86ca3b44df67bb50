/** The rules over one bearer SubjectConfirmation: for whom, in answer to what, how long. */
import { isXmlId } from '../query.js'
import { mismatch } from '../../core/index.js'
import {
  acsRemedy,
  againstClock,
  type Check,
  clockRemedy,
  type ConfirmationCase,
  isOver,
  spoken,
} from './check.js'

/** A replayed Assertion must be recognised until it ends, so its end must be near enough to remember. */
export const longestLifetimeMs = 24 * 60 * 60 * 1000

/** When the Assertion stops being acceptable, clock skew apart. */
export function endOf({ assertion, confirmation }: ConfirmationCase): number {
  const ends = [confirmation.notOnOrAfter, assertion.conditions?.notOnOrAfter]
  return Math.min(...ends.map((end) => end?.getTime() ?? Infinity))
}

const said = (id: string | undefined): string => (id === undefined ? 'none' : JSON.stringify(id))

export const confirmationChecks: readonly Check<ConfirmationCase>[] = [
  {
    code: 'subject-confirmation-data-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ confirmation }) => confirmation.hasData,
    detail: () => 'the bearer SubjectConfirmation has no SubjectConfirmationData',
    remedy: 'Let the IdP send SubjectConfirmationData with Recipient and NotOnOrAfter.',
  },
  {
    code: 'recipient-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ confirmation }) => confirmation.recipient !== undefined,
    detail: ({ expected }) => `expected Recipient "${expected.acsUrl}", got none`,
    remedy: acsRemedy,
  },
  {
    code: 'recipient-mismatch',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ confirmation, expected }) => confirmation.recipient === expected.acsUrl,
    detail: ({ confirmation, expected }) =>
      mismatch('Recipient', expected.acsUrl, [confirmation.recipient ?? '']),
    remedy: acsRemedy,
  },
  {
    code: 'confirmation-not-before-forbidden',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ confirmation }) => confirmation.notBefore === undefined,
    detail: ({ confirmation }) =>
      `SubjectConfirmationData must not have NotBefore, got ${spoken(confirmation.notBefore)}`,
    remedy: 'Let the IdP put NotBefore into Conditions only.',
  },
  {
    code: 'confirmation-end-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ confirmation }) => confirmation.notOnOrAfter !== undefined,
    detail: () =>
      'SubjectConfirmationData has no NotOnOrAfter, so the message could be used for ever',
    remedy:
      'Let the IdP limit the SubjectConfirmationData by NotOnOrAfter, usually to five minutes.',
  },
  {
    code: 'confirmation-expired',
    source: 'SAML Profiles §4.1.4.3',
    owner: 'idp',
    holds: (facts) => !isOver(facts.confirmation.notOnOrAfter, facts),
    detail: (facts) =>
      againstClock('SubjectConfirmationData NotOnOrAfter', facts.confirmation.notOnOrAfter, facts),
    remedy: clockRemedy,
  },
  {
    code: 'lifetime-too-long',
    source: 'Mortise limit: 24 hours; SAML Profiles §4.1.4.5',
    owner: 'idp',
    holds: (facts) => endOf(facts) - facts.now.getTime() <= longestLifetimeMs + facts.skewMs,
    detail: (facts) => `the Assertion is good until ${new Date(endOf(facts)).toISOString()}`,
    remedy:
      'Shorten the validity of assertions at the IdP; five minutes are usual, 24 hours the most we remember spent ones.',
  },
  {
    code: 'in-response-to-mismatch',
    source: 'SAML Profiles §4.1.4.3',
    owner: 'idp',
    holds: ({ response, confirmation }) => response.inResponseTo === confirmation.inResponseTo,
    detail: ({ response, confirmation }) =>
      `InResponseTo of the Response is ${said(response.inResponseTo)}, of its SubjectConfirmationData ${said(confirmation.inResponseTo)}`,
    remedy:
      'Let the IdP quote the ID of the AuthnRequest in both places or, when it began the sign-in itself, in neither.',
  },
  {
    code: 'in-response-to-malformed',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: ({ confirmation }) =>
      confirmation.inResponseTo === undefined || isXmlId(confirmation.inResponseTo),
    detail: ({ confirmation }) =>
      `InResponseTo is ${said(confirmation.inResponseTo?.slice(0, 80))}`,
    remedy: 'Let the IdP quote the ID of the AuthnRequest as it came.',
  },
  {
    code: 'unsolicited-response',
    source: 'SAML Profiles §4.1.5; service requirement S08',
    owner: 'user',
    holds: ({ confirmation, expected }) =>
      expected.idpInitiated === 'allowed' || confirmation.inResponseTo !== undefined,
    detail: () => 'the IdP began this sign-in itself, which this connection does not allow',
    remedy:
      'Begin the sign-in at the service. So that nobody is led astray: hide the app icon (Okta: "Do not display application icon to users") or set the Sign on URL to the login URL of the connection (Entra).',
  },
]
