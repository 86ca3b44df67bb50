/** One refused example per code, each one step from the good Response. Written to test/golden/saml-refused by generate.ts; the tests read only the disk. */
import { encrypted, encryptIn } from './encrypt.js'
import {
  acsUrl,
  assertionXml,
  goodXml,
  idpEntityId,
  type KeyName,
  mutate,
  requestId,
  sign,
  signBoth,
  spEntityId,
} from './forge.js'

export interface RefusedCase {
  readonly code: string
  /** The one step from the good Response, as a sentence. */
  readonly because: string
  readonly xml: string | Buffer
  /** Blanks added behind the file, to keep large examples off the disk. */
  readonly padding?: number
  /** The file is the form field itself, not the XML inside it. */
  readonly raw?: true
  /** Certificates of the connection, by test key name. */
  readonly trusted?: readonly KeyName[]
  /** The connection's policy on encryption. @default 'accepted' */
  readonly encryption?: 'required' | 'refused'
  /** What the connection demands of how people sign in. @default - anything */
  readonly authnContexts?: readonly string[]
  /** A message the service accepts once; only its memory refuses it. */
  readonly memory?: true
  /** Part of the detail, to show that the reason is told. */
  readonly tells?: string
}

const step = (
  code: string,
  because: string,
  from: string | RegExp,
  to: string,
  tells?: string,
): RefusedCase => ({
  code,
  because,
  xml: signBoth(mutate(goodXml, from, to)),
  ...(tells ? { tells } : {}),
})

const good = signBoth(goodXml)
const after = (code: string, because: string, from: string | RegExp, to: string): RefusedCase => ({
  code,
  because,
  xml: mutate(good, from, to),
})

const confirmationData = /<saml:SubjectConfirmationData [^>]*\/>/
const subject = /<saml:Subject>.*<\/saml:Subject>/
const conditions = /<saml:Conditions .*<\/saml:Conditions>/
const statement = /<saml:AuthnStatement .*<\/saml:AuthnStatement>/
/** The same at every generation: nothing here is secret. */
const seed = 'golden'
const issuer = `<saml:Issuer>${idpEntityId}</saml:Issuer>`
const deep = `${'<saml:AttributeValue>'.repeat(41)}x${'</saml:AttributeValue>'.repeat(41)}`
const many = '<a/>'.repeat(10_001)

const doorCases: readonly RefusedCase[] = [
  {
    code: 'response-not-base64',
    because: 'posted in the URL-safe alphabet',
    xml: Buffer.from(good).toString('base64url'),
    raw: true,
  },
  {
    code: 'message-too-large',
    because: '300,000 blanks behind the root',
    xml: good,
    padding: 300_000,
  },
  {
    code: 'xml-encoding',
    because: 'one character written in Latin-1',
    xml: Buffer.from(mutate(good, 'Engineers', 'Ing\u00e9nieurs'), 'latin1'),
  },
  after('xml-doctype', 'a DOCTYPE before the root', /^/, '<!DOCTYPE samlp:Response>'),
  after(
    'xml-processing-instruction',
    'a stylesheet before the root',
    /^/,
    '<?xml-stylesheet href="x"?>',
  ),
  after('xml-malformed', 'text after the root', /$/, 'and more'),
  step('xml-too-deep', '41 elements inside each other', 'Engineers', deep),
  step('xml-too-many-nodes', '10,001 empty elements', 'Engineers', many),
  step(
    'xml-duplicate-id',
    'Response and Assertion share an ID',
    'ID="_response1"',
    'ID="_assertion1"',
  ),
  after(
    'xml-comment-in-value',
    'a comment inside the NameID, after signing',
    'ada@example.com</saml:NameID>',
    'ada@example.com<!---->.evil.example</saml:NameID>',
  ),
  step(
    'element-repeated',
    'two Subjects',
    '<saml:Subject>',
    '<saml:Subject><saml:NameID>root</saml:NameID></saml:Subject><saml:Subject>',
    'Subject',
  ),
  step(
    'time-malformed',
    'a local time',
    'IssueInstant="2026-03-01T12:00:00Z" Destination',
    'IssueInstant="2026-03-01T13:00:00+01:00" Destination',
    '+01:00',
  ),
  {
    code: 'id-malformed',
    because: 'the Response has no ID',
    xml: mutate(sign(goodXml, 'Assertion'), 'ID="_response1" ', ''),
  },
]

const responseCases: readonly RefusedCase[] = [
  {
    code: 'response-not-saml',
    because: 'a foreign namespace',
    xml: sign(
      mutate(
        goodXml,
        'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"',
        'xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol"',
      ),
      'Assertion',
    ),
    tells: 'SAML:1.0',
  },
  step(
    'response-version-wrong',
    'Response Version 1.1',
    'ID="_response1" Version="2.0"',
    'ID="_response1" Version="1.1"',
    '1.1',
  ),
  step('status-missing', 'no Status', /<samlp:Status>.*<\/samlp:Status>/, ''),
  step(
    'status-not-success',
    'the IdP refuses',
    'status:Success"/>',
    'status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode><samlp:StatusMessage>User is not assigned to the client application.</samlp:StatusMessage>',
    'AuthnFailed: User is not assigned',
  ),
  {
    code: 'assertion-encrypted',
    because: 'an EncryptedAssertion, to a connection that accepts none',
    xml: sign(encryptIn(goodXml, { seed }), 'Response'),
    encryption: 'refused',
    tells: 'does not accept',
  },
  {
    code: 'encryption-misplaced',
    because: 'an EncryptedID in place of the NameID',
    xml: signBoth(
      mutate(
        goodXml,
        /<saml:NameID .*<\/saml:NameID>/,
        encrypted('<saml:NameID/>', { seed }).replaceAll('EncryptedAssertion', 'EncryptedID'),
      ),
    ),
    tells: 'EncryptedID',
  },
  {
    code: 'assertion-not-encrypted',
    because: 'a readable Assertion, to a connection that wants it encrypted',
    xml: good,
    encryption: 'required',
  },
  {
    code: 'assertion-missing',
    because: 'no Assertion',
    xml: sign(mutate(goodXml, assertionXml, ''), 'Response'),
  },
  {
    code: 'assertion-misplaced',
    because: 'the Assertion inside Extensions',
    xml: sign(
      mutate(goodXml, assertionXml, `<samlp:Extensions>${assertionXml}</samlp:Extensions>`),
      'Response',
    ),
  },
  {
    code: 'assertion-repeated',
    because: 'two Assertions',
    xml: sign(
      mutate(
        goodXml,
        '</samlp:Response>',
        `${assertionXml.replace('_assertion1', '_assertion2')}</samlp:Response>`,
      ),
      'Response',
    ),
    tells: 'got 2',
  },
  step('destination-missing', 'no Destination', / Destination="[^"]*"/, ''),
  step(
    'destination-mismatch',
    'the ACS URL with a trailing slash',
    `Destination="${acsUrl}"`,
    `Destination="${acsUrl}/"`,
    'differ only by a trailing slash',
  ),
  step(
    'response-issuer-missing',
    'an empty Response Issuer',
    issuer,
    '<saml:Issuer></saml:Issuer>',
  ),
  step(
    'response-issuer-mismatch',
    'another tenant in the Response Issuer',
    issuer,
    '<saml:Issuer>https://idp.example.com/other/metadata</saml:Issuer>',
    'other/metadata',
  ),
  step(
    'response-issuer-format-wrong',
    'an e-mail Format on the Response Issuer',
    '<saml:Issuer>',
    '<saml:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">',
  ),
  step(
    'response-issue-instant-missing',
    'no IssueInstant on the Response',
    ' IssueInstant="2026-03-01T12:00:00Z" Destination',
    ' Destination',
  ),
  step(
    'response-issued-in-future',
    'a Response of tomorrow',
    'IssueInstant="2026-03-01T12:00:00Z" Destination',
    'IssueInstant="2026-03-02T12:00:00Z" Destination',
    'our clock says',
  ),
]

const encryptionCases: readonly RefusedCase[] = [
  {
    code: 'encryption-malformed',
    because: 'a CipherReference to another host in place of the CipherValue',
    xml: sign(
      encryptIn(goodXml, { seed }).replace(
        /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
        '<xenc:CipherReference URI="https://evil.example/content"/>',
      ),
      'Response',
    ),
    tells: 'CipherReference',
  },
  {
    code: 'encryption-algorithm-forbidden',
    because: '3DES',
    xml: sign(encryptIn(goodXml, { seed, content: 'tripledes-cbc' }), 'Response'),
    tells: 'tripledes',
  },
  {
    code: 'encryption-nested',
    because: 'an EncryptedID inside the Assertion that was encrypted',
    xml: sign(
      encryptIn(
        mutate(
          goodXml,
          /<saml:NameID .*<\/saml:NameID>/,
          encrypted('<saml:NameID/>', { seed }).replaceAll('EncryptedAssertion', 'EncryptedID'),
        ),
        { seed },
      ),
      'Response',
    ),
    tells: 'EncryptedID',
  },
  {
    code: 'decryption-failed',
    because: 'encrypted to a key that is not ours',
    xml: sign(encryptIn(goodXml, { seed, to: 'next' }), 'Response'),
  },
]

const signatureCases: readonly RefusedCase[] = [
  { code: 'signature-missing', because: 'nothing signed', xml: goodXml },
  {
    code: 'signature-misplaced',
    because: 'the Signature moved into the Subject',
    xml: sign(goodXml, 'Assertion').replace(
      /(<ds:Signature .*<\/ds:Signature>)<saml:Subject>/,
      '<saml:Subject>$1',
    ),
  },
  after(
    'signature-malformed',
    'an Object in the Signature',
    '</ds:Signature>',
    '<ds:Object/></ds:Signature>',
  ),
  after(
    'signature-reference-mismatch',
    'the Response signature points at the Assertion',
    'URI="#_response1"',
    'URI="#_assertion1"',
  ),
  {
    code: 'signature-transform-forbidden',
    because: 'no enveloped-signature transform',
    xml: signBoth(goodXml, { transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'] }),
  },
  {
    code: 'signature-algorithm-forbidden',
    because: 'RSA with SHA-1',
    xml: signBoth(goodXml, { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }),
    tells: 'rsa-sha1',
  },
  {
    code: 'signing-certificate-unknown',
    because: 'signed with a certificate the connection does not know yet',
    xml: signBoth(goodXml, { key: 'next' }),
    tells: 'the connection trusts',
  },
  {
    code: 'signature-invalid',
    because: 'signed by a stranger who shows the right certificate',
    xml: signBoth(goodXml, { key: 'attacker', shows: 'idp' }),
  },
  after(
    'signature-digest-mismatch',
    'a group changed after signing',
    'Engineers',
    'Administrators',
  ),
  {
    code: 'signing-key-weak',
    because: 'an RSA key of 1024 bits',
    xml: signBoth(goodXml, { key: 'weak' }),
    trusted: ['weak'],
    tells: '1024',
  },
  {
    code: 'signing-certificate-expired',
    because: 'a certificate that ended in February',
    xml: signBoth(goodXml, { key: 'expired' }),
    trusted: ['expired'],
  },
  {
    code: 'signing-certificate-not-yet-valid',
    because: 'a certificate that begins in 2030',
    xml: signBoth(goodXml, { key: 'future' }),
    trusted: ['future'],
  },
]

const lastIssuer = new RegExp(`(ID="_assertion1"[^>]*>)${issuer}`)
const inAssertion = (replacement: string): string => goodXml.replace(lastIssuer, `$1${replacement}`)
const reissued = (
  code: string,
  because: string,
  replacement: string,
  tells?: string,
): RefusedCase => ({
  code,
  because,
  xml: sign(inAssertion(replacement), 'Response'),
  ...(tells ? { tells } : {}),
})

const assertionCases: readonly RefusedCase[] = [
  step(
    'assertion-version-wrong',
    'Assertion Version 1.1',
    'ID="_assertion1" Version="2.0"',
    'ID="_assertion1" Version="1.1"',
  ),
  reissued('assertion-issuer-missing', 'no Assertion Issuer', ''),
  reissued(
    'assertion-issuer-mismatch',
    'http in the Assertion Issuer',
    '<saml:Issuer>http://idp.example.com/metadata</saml:Issuer>',
    'http in place of https',
  ),
  reissued(
    'assertion-issuer-format-wrong',
    'an e-mail Format on the Assertion Issuer',
    issuer.replace('>', ' Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">'),
  ),
  step(
    'assertion-issue-instant-missing',
    'no IssueInstant on the Assertion',
    'Version="2.0" IssueInstant="2026-03-01T12:00:00Z"><saml:Issuer>https',
    'Version="2.0"><saml:Issuer>https',
  ),
  step(
    'assertion-issued-in-future',
    'an Assertion of tomorrow',
    'IssueInstant="2026-03-01T12:00:00Z"><saml:Issuer>',
    'IssueInstant="2026-03-02T12:00:00Z"><saml:Issuer>',
  ),
  step('subject-missing', 'no Subject', subject, ''),
  step('name-id-missing', 'no NameID', /<saml:NameID .*<\/saml:NameID>/, ''),
  step('name-id-empty', 'a blank NameID', '>ada@example.com</saml:NameID>', '> </saml:NameID>'),
  step(
    'subject-confirmation-missing',
    'no SubjectConfirmation',
    /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/,
    '',
  ),
  step(
    'subject-confirmation-not-bearer',
    'holder-of-key',
    'cm:bearer',
    'cm:holder-of-key',
    'holder-of-key',
  ),
  step('conditions-missing', 'no Conditions', conditions, ''),
  step(
    'condition-unknown',
    'a Condition of an unknown type',
    '<saml:AudienceRestriction>',
    '<saml:Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:x="urn:x" xsi:type="x:OnMondays"/><saml:AudienceRestriction>',
    'OnMondays',
  ),
  step(
    'assertion-not-yet-valid',
    'good from tomorrow',
    'NotBefore="2026-03-01T11:55:00Z"',
    'NotBefore="2026-03-02T11:55:00Z"',
  ),
  step(
    'assertion-expired',
    'ended before it was sent',
    'NotOnOrAfter="2026-03-01T12:10:00Z"',
    'NotOnOrAfter="2026-03-01T11:59:00Z"',
  ),
  step(
    'audience-missing',
    'no AudienceRestriction',
    /<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/,
    '',
  ),
  step(
    'audience-mismatch',
    'another SP as audience',
    `<saml:Audience>${spEntityId}`,
    '<saml:Audience>https://other.example/saml/metadata',
    'other.example',
  ),
  step('authn-statement-missing', 'no AuthnStatement', statement, ''),
  step('authn-instant-missing', 'no AuthnInstant', ' AuthnInstant="2026-03-01T11:59:58Z"', ''),
  step(
    'authn-instant-in-future',
    'signed in tomorrow',
    'AuthnInstant="2026-03-01T11:59:58Z"',
    'AuthnInstant="2026-03-02T11:59:58Z"',
  ),
  {
    code: 'authn-context-insufficient',
    because: 'a sign-in by password, to a connection that wants a second factor',
    xml: good,
    authnContexts: ['https://refeds.org/profile/mfa'],
    tells: 'PasswordProtectedTransport',
  },
  step(
    'session-expired',
    'the session at the IdP is over',
    'SessionNotOnOrAfter="2026-03-01T20:00:00Z"',
    'SessionNotOnOrAfter="2026-03-01T11:00:00Z"',
  ),
  step('attribute-name-missing', 'an Attribute without Name', 'Name="mail" ', ''),
]

const data = (attributes: string): string => `<saml:SubjectConfirmationData ${attributes}/>`
const end = 'NotOnOrAfter="2026-03-01T12:05:00Z"'

const confirmationCases: readonly RefusedCase[] = [
  step('subject-confirmation-data-missing', 'no SubjectConfirmationData', confirmationData, ''),
  step('recipient-missing', 'no Recipient', ` Recipient="${acsUrl}"`, ''),
  step(
    'recipient-mismatch',
    'the ACS of another connection',
    `Recipient="${acsUrl}"`,
    'Recipient="https://sso.mortise.example/saml/other/acs"',
    'other/acs',
  ),
  step(
    'confirmation-not-before-forbidden',
    'NotBefore in the confirmation',
    confirmationData,
    data(
      `InResponseTo="${requestId}" NotBefore="2026-03-01T11:55:00Z" ${end} Recipient="${acsUrl}"`,
    ),
  ),
  step(
    'confirmation-end-missing',
    'no NotOnOrAfter in the confirmation',
    confirmationData,
    data(`InResponseTo="${requestId}" Recipient="${acsUrl}"`),
  ),
  step(
    'confirmation-expired',
    'the confirmation ended before it was sent',
    end,
    'NotOnOrAfter="2026-03-01T11:59:00Z"',
  ),
  {
    code: 'lifetime-too-long',
    because: 'good for a year',
    xml: signBoth(
      goodXml.replaceAll(
        /NotOnOrAfter="2026-03-01T12:\d\d:00Z"/g,
        'NotOnOrAfter="2027-03-01T12:00:00Z"',
      ),
    ),
    tells: '2027-03-01',
  },
  step(
    'in-response-to-mismatch',
    'the confirmation answers another request',
    `<saml:SubjectConfirmationData InResponseTo="${requestId}"`,
    '<saml:SubjectConfirmationData InResponseTo="_another"',
    '_another',
  ),
  {
    code: 'in-response-to-malformed',
    because: 'InResponseTo is empty',
    xml: signBoth(goodXml.replaceAll(`InResponseTo="${requestId}"`, 'InResponseTo=""')),
  },
  {
    code: 'unsolicited-response',
    because: 'begun by the IdP',
    xml: signBoth(goodXml.replaceAll(` InResponseTo="${requestId}"`, '')),
    tells: 'does not allow',
  },
]

const memoryCases: readonly RefusedCase[] = [
  {
    code: 'response-replayed',
    because: 'the good Response, for the second time',
    xml: good,
    memory: true,
  },
  {
    code: 'request-unknown',
    because: 'the good Response, in a browser that asked nothing',
    xml: good,
    memory: true,
  },
  {
    code: 'request-expired',
    because: 'the good Response, to a request that is over',
    xml: good,
    memory: true,
  },
]

export const refusedCases: readonly RefusedCase[] = [
  ...doorCases,
  ...responseCases,
  ...encryptionCases,
  ...signatureCases,
  ...assertionCases,
  ...confirmationCases,
  ...memoryCases,
]
