/** The rules over the Assertion, except its subject confirmations. Asked only of signed bytes. */
import { bearer, entityFormat } from '../names.js'
import { mismatch } from '../../core/index.js'
import {
  againstClock,
  type AssertionCase,
  type Check,
  clockRemedy,
  hasBegun,
  isOver,
  issuerRemedy,
} from './check.js'

const audienceRemedy =
  'Set Audience URI (SP Entity ID) (Okta) or Identifier (Entity ID) (Entra) to the SP entity ID of this connection, to the letter.'

export const assertionChecks: readonly Check<AssertionCase>[] = [
  {
    code: 'assertion-version-wrong',
    source: 'SAML Core §2.3.3',
    owner: 'idp',
    holds: ({ assertion }) => assertion.version === '2.0',
    detail: ({ assertion }) =>
      `expected Assertion Version "2.0", got "${assertion.version ?? 'none'}"`,
    remedy: 'Let the IdP send SAML 2.0.',
  },
  {
    code: 'assertion-issuer-missing',
    source: 'SAML Core §2.3.3',
    owner: 'idp',
    holds: ({ assertion }) => assertion.issuer.text !== undefined && assertion.issuer.text !== '',
    detail: ({ expected }) => `expected Assertion Issuer "${expected.idpEntityId}", got none`,
    remedy: 'Let the IdP name itself in the Issuer of the Assertion.',
  },
  {
    code: 'assertion-issuer-mismatch',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion, expected }) => assertion.issuer.text === expected.idpEntityId,
    detail: ({ assertion, expected }) =>
      mismatch('Assertion Issuer', expected.idpEntityId, [assertion.issuer.text ?? '']),
    remedy: issuerRemedy,
  },
  {
    code: 'assertion-issuer-format-wrong',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) =>
      assertion.issuer.format === undefined || assertion.issuer.format === entityFormat,
    detail: ({ assertion }) =>
      `expected Issuer Format "${entityFormat}" or none, got "${assertion.issuer.format}"`,
    remedy: 'Let the IdP leave the Format of the Issuer out.',
  },
  {
    code: 'assertion-issue-instant-missing',
    source: 'SAML Core §2.3.3',
    owner: 'idp',
    holds: ({ assertion }) => assertion.issueInstant !== undefined,
    detail: () => 'the Assertion has no IssueInstant',
    remedy: 'Let the IdP say when it made the Assertion.',
  },
  {
    code: 'assertion-issued-in-future',
    source: 'SAML Core §2.3.3',
    owner: 'idp',
    holds: (facts) => hasBegun(facts.assertion.issueInstant, facts),
    detail: (facts) => againstClock('Assertion IssueInstant', facts.assertion.issueInstant, facts),
    remedy: clockRemedy,
  },
  {
    code: 'subject-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.hasSubject,
    detail: () => 'the Assertion has no Subject',
    remedy: 'Let the IdP say who signed in.',
  },
  {
    code: 'name-id-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.nameId.text !== undefined,
    detail: () => 'the Subject has no NameID',
    remedy:
      'Let the IdP send a NameID: Okta: Application username; Entra: Unique User Identifier (Name ID).',
  },
  {
    code: 'name-id-empty',
    source: 'SAML Core §1.3.1',
    owner: 'idp',
    holds: ({ assertion }) => assertion.nameId.text?.trim() !== '',
    detail: () => 'the NameID is empty',
    remedy:
      'The person has no value in the field the NameID is made of: fill it, or choose another (Okta: Application username; Entra: Unique User Identifier (Name ID)).',
  },
  {
    code: 'subject-confirmation-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.confirmationMethods.length > 0,
    detail: () => 'the Subject has no SubjectConfirmation',
    remedy: 'Let the IdP send a SubjectConfirmation of method bearer, as its browser sign-in does.',
  },
  {
    code: 'subject-confirmation-not-bearer',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.bearers.length > 0,
    detail: ({ assertion }) =>
      `expected method "${bearer}", got ${assertion.confirmationMethods.join(', ').slice(0, 300)}`,
    remedy:
      'Let the IdP confirm the subject by bearer; holder-of-key and sender-vouches belong to other profiles.',
  },
  {
    code: 'conditions-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.conditions !== undefined,
    detail: () => 'the Assertion has no Conditions, so it would be good anywhere and for ever',
    remedy: 'Let the IdP send Conditions with an AudienceRestriction.',
  },
  {
    code: 'condition-unknown',
    source: 'SAML Core §2.5.1',
    owner: 'idp',
    holds: ({ assertion }) => assertion.conditions?.unknown.length === 0,
    detail: ({ assertion }) =>
      `the Conditions contain ${assertion.conditions?.unknown.join(', ').slice(0, 300)}, which we cannot judge`,
    remedy: 'Let the IdP send only AudienceRestriction, OneTimeUse and ProxyRestriction.',
  },
  {
    code: 'assertion-not-yet-valid',
    source: 'SAML Core §2.5.1.2',
    owner: 'idp',
    holds: (facts) => hasBegun(facts.assertion.conditions?.notBefore, facts),
    detail: (facts) =>
      againstClock('Conditions NotBefore', facts.assertion.conditions?.notBefore, facts),
    remedy: clockRemedy,
  },
  {
    code: 'assertion-expired',
    source: 'SAML Core §2.5.1.2',
    owner: 'idp',
    holds: (facts) => !isOver(facts.assertion.conditions?.notOnOrAfter, facts),
    detail: (facts) =>
      againstClock('Conditions NotOnOrAfter', facts.assertion.conditions?.notOnOrAfter, facts),
    remedy: clockRemedy,
  },
  {
    code: 'audience-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.conditions?.audiences.length !== 0,
    detail: ({ expected }) =>
      `expected audience "${expected.spEntityId}", got no AudienceRestriction`,
    remedy: audienceRemedy,
  },
  {
    code: 'audience-mismatch',
    source: 'SAML Core §2.5.1.4',
    owner: 'idp',
    holds: ({ assertion, expected }) =>
      assertion.conditions?.audiences.every((any) => any.includes(expected.spEntityId)) === true,
    detail: ({ assertion, expected }) =>
      mismatch('audience', expected.spEntityId, assertion.conditions?.audiences.flat() ?? []),
    remedy: audienceRemedy,
  },
  {
    code: 'authn-statement-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ assertion }) => assertion.authnStatements.length > 0,
    detail: () => 'the Assertion has no AuthnStatement, so it does not say that anybody signed in',
    remedy: 'Let the IdP send an AuthnStatement, as its browser sign-in does.',
  },
  {
    code: 'authn-instant-missing',
    source: 'SAML Core §2.7.2',
    owner: 'idp',
    holds: ({ assertion }) =>
      assertion.authnStatements.every((it) => it.authnInstant !== undefined),
    detail: () => 'an AuthnStatement has no AuthnInstant',
    remedy: 'Let the IdP say when the person signed in.',
  },
  {
    code: 'authn-instant-in-future',
    source: 'SAML Core §2.7.2',
    owner: 'idp',
    holds: (facts) =>
      facts.assertion.authnStatements.every((it) => hasBegun(it.authnInstant, facts)),
    detail: (facts) =>
      againstClock('AuthnInstant', facts.assertion.authnStatements.at(0)?.authnInstant, facts),
    remedy: clockRemedy,
  },
  {
    code: 'authn-context-insufficient',
    source: 'SAML Core §2.7.2.2 and §3.3.2.2.1; W13',
    owner: 'idp',
    holds: ({ assertion, expected: { authnContexts } }) =>
      authnContexts === undefined ||
      assertion.authnStatements.every((it) =>
        authnContexts.includes(it.authnContextClassRef ?? ''),
      ),
    detail: ({ assertion, expected }) =>
      `the person signed in by ${assertion.authnStatements.map((it) => it.authnContextClassRef ?? 'nothing named').join(', ')}; the connection wants one of ${expected.authnContexts?.join(', ')}`,
    remedy:
      'Demand it of whoever uses the app at the IdP (Okta: Authentication policy; Entra: Conditional Access), or correct settings.authnContexts of the connection.',
  },
  {
    code: 'session-expired',
    source: 'SAML Core §2.7.2',
    owner: 'idp',
    holds: (facts) =>
      facts.assertion.authnStatements.every((it) => !isOver(it.sessionNotOnOrAfter, facts)),
    detail: (facts) =>
      againstClock(
        'SessionNotOnOrAfter',
        facts.assertion.authnStatements.at(0)?.sessionNotOnOrAfter,
        facts,
      ),
    remedy: "Let the person sign in again; the IdP's own session is over.",
  },
  {
    code: 'attribute-name-missing',
    source: 'SAML Core §2.7.3.1',
    owner: 'idp',
    holds: ({ assertion }) =>
      assertion.attributeNames.every((name) => name !== undefined && name !== ''),
    detail: () => 'an Attribute has no Name',
    remedy: 'Give every attribute statement (Okta) or claim (Entra) a name.',
  },
]
