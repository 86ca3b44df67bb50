/** The rules over the Response as an envelope: asked of the unverified one first, of the signed one again where it is signed. */
import { mismatch } from '../../core/index.js'
import { entityFormat, samlp, statusSuccess } from '../names.js'
import {
  acsRemedy,
  againstClock,
  type Check,
  clockRemedy,
  hasBegun,
  issuerRemedy,
  type ResponseCase,
} from './check.js'

export const responseChecks: readonly Check<ResponseCase>[] = [
  {
    code: 'response-not-saml',
    source: 'SAML Core §3.3.3',
    owner: 'idp',
    holds: ({ response }) => response.namespace === samlp && response.name === 'Response',
    detail: ({ response }) =>
      `expected a SAML 2.0 Response, got ${response.name} of namespace "${response.namespace}"`,
    remedy:
      'Let the IdP send a SAML 2.0 Response by HTTP-POST: not SAML 1.1, not WS-Federation, not a LogoutResponse.',
  },
  {
    code: 'response-version-wrong',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: ({ response }) => response.version === '2.0',
    detail: ({ response }) =>
      `expected Response Version "2.0", got "${response.version ?? 'none'}"`,
    remedy: 'Let the IdP send SAML 2.0.',
  },
  {
    code: 'status-missing',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: ({ response }) => response.statusCodes.length > 0,
    detail: () => 'the Response has no Status with a StatusCode',
    remedy: 'Let the IdP send a Status; without one the outcome is unknown.',
  },
  {
    code: 'status-not-success',
    source: 'SAML Core §3.2.2.2',
    owner: 'idp',
    holds: ({ response }) =>
      response.statusCodes.length === 1 && response.statusCodes[0] === statusSuccess,
    detail: ({ response }) => {
      const codes = response.statusCodes.map((code) => code.split(':').pop()).join(' > ')
      return `the IdP answered ${codes}${response.statusMessage ? `: ${response.statusMessage.slice(0, 300)}` : ''}`
    },
    remedy:
      'The IdP refused the sign-in. Usually the person or their group is not assigned to the app (Okta: Assignments; Entra: Users and groups); else read the sign-in log there.',
  },
  {
    code: 'assertion-encrypted',
    source: 'SAML Core §2.3.4',
    owner: 'idp',
    holds: ({ response, expected }) =>
      response.encryptedAssertions === 0 || expected.encryption !== 'refused',
    detail: () => 'the Response contains EncryptedAssertion, which the connection does not accept',
    remedy:
      'Turn encryption off at the IdP (Okta: Assertion Encryption "Unencrypted"; Entra: Token encryption, deactivate), or let the connection accept it: policy.encryption.',
  },
  {
    code: 'encryption-misplaced',
    source: 'SAML Core §2.2.4 and §2.7.3.2; Mortise limit: whole assertions only',
    owner: 'idp',
    holds: ({ response }) => response.encryptedElsewhere.length === 0,
    detail: ({ response }) =>
      `the Response contains ${response.encryptedElsewhere.join(', ').slice(0, 300)}, not an EncryptedAssertion directly inside it`,
    remedy:
      'Let the IdP encrypt the whole Assertion, not the NameID or single attributes, and put it directly into the Response.',
  },
  {
    code: 'assertion-not-encrypted',
    source: 'Mortise policy encryption',
    owner: 'idp',
    holds: ({ response, expected }) =>
      expected.encryption !== 'required' || response.assertionsAnywhere === 0,
    detail: () => 'the Assertion is readable by whoever sees the Response pass',
    remedy:
      'Turn encryption on at the IdP with the encryption certificate of our metadata: Okta: Assertion Encryption, AES256-GCM, RSA-OAEP; Entra: Token encryption.',
  },
  {
    code: 'assertion-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ response }) => response.assertionsAnywhere + response.encryptedAssertions > 0,
    detail: () => 'the Response says Success and has no Assertion',
    remedy: 'Let the IdP put the Assertion into the Response.',
  },
  {
    code: 'assertion-misplaced',
    source: 'SAML Core §3.3.3; signature wrapping',
    owner: 'idp',
    holds: ({ response }) => response.assertions === response.assertionsAnywhere,
    detail: ({ response }) =>
      `${response.assertionsAnywhere - response.assertions} of ${response.assertionsAnywhere} Assertions are not direct children of the Response`,
    remedy:
      'An Assertion must be a direct child of the Response. From a product that does so, this is an attempt to wrap a signed message in a forged one.',
  },
  {
    code: 'assertion-repeated',
    source: 'Mortise policy: one Assertion; SAML Profiles §4.1.4.3',
    owner: 'idp',
    holds: ({ response }) => response.assertions + response.encryptedAssertions === 1,
    detail: ({ response }) =>
      `expected one Assertion, got ${response.assertions + response.encryptedAssertions}`,
    remedy:
      'Let the IdP send one Assertion; with several, readers could disagree about who signs in.',
  },
  {
    code: 'destination-missing',
    source: 'SAML Bindings §3.5.5.2',
    owner: 'idp',
    holds: ({ response }) => !response.signed || response.destination !== undefined,
    detail: () => 'the signed Response has no Destination',
    remedy: acsRemedy,
  },
  {
    code: 'destination-mismatch',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: ({ response, expected }) =>
      response.destination === undefined || response.destination === expected.acsUrl,
    detail: ({ response, expected }) =>
      mismatch('Destination', expected.acsUrl, [response.destination ?? '']),
    remedy: acsRemedy,
  },
  {
    code: 'response-issuer-missing',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ response }) => response.issuer.text !== undefined && response.issuer.text !== '',
    detail: ({ expected }) => `expected Response Issuer "${expected.idpEntityId}", got none`,
    remedy: 'Let the IdP name itself in the Issuer of the Response.',
  },
  {
    code: 'response-issuer-mismatch',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ response, expected }) => response.issuer.text === expected.idpEntityId,
    detail: ({ response, expected }) =>
      mismatch('Response Issuer', expected.idpEntityId, [response.issuer.text ?? '']),
    remedy: issuerRemedy,
  },
  {
    code: 'response-issuer-format-wrong',
    source: 'SAML Profiles §4.1.4.2',
    owner: 'idp',
    holds: ({ response }) =>
      response.issuer.format === undefined || response.issuer.format === entityFormat,
    detail: ({ response }) =>
      `expected Issuer Format "${entityFormat}" or none, got "${response.issuer.format}"`,
    remedy: 'Let the IdP leave the Format of the Issuer out.',
  },
  {
    code: 'response-issue-instant-missing',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: ({ response }) => response.issueInstant !== undefined,
    detail: () => 'the Response has no IssueInstant',
    remedy: 'Let the IdP say when it made the Response.',
  },
  {
    code: 'response-issued-in-future',
    source: 'SAML Core §3.2.2',
    owner: 'idp',
    holds: (facts) => hasBegun(facts.response.issueInstant, facts),
    detail: (facts) => againstClock('Response IssueInstant', facts.response.issueInstant, facts),
    remedy: clockRemedy,
  },
]
