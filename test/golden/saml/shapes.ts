/** The Responses of real IdPs as they look: prefixes, order, namespaces, what is signed. People, names and keys are invented. */
import {
  acsUrl,
  bareCertificate,
  requestId,
  sign,
  signInclusive,
  spEntityId,
} from '../../saml/forge.js'

const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol'
const assertion = 'urn:oasis:names:tc:SAML:2.0:assertion'
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'
const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'
const schema = 'http://www.w3.org/2001/XMLSchema'
const instance = 'http://www.w3.org/2001/XMLSchema-instance'
const basic = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic'

export interface Shape {
  readonly response: string
  readonly metadata: string
  readonly expected: {
    readonly idpEntityId: string
    readonly now: string
    readonly signs: readonly string[]
    readonly assertion: Readonly<Record<string, unknown>>
    readonly attributes: Readonly<Record<string, readonly string[]>>
  }
}

/** 76 columns, as Java and .NET products print certificates. */
const wrapped = (base64: string): string => (base64.match(/.{1,76}/g) ?? []).join('\n')

const metadata = (entityId: string, ssoUrl: string, p: string, rest = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${p}EntityDescriptor xmlns${p ? `:${p.slice(0, -1)}` : ''}="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><${p}IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="${protocol}"><${p}KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${wrapped(bareCertificate('idp'))}
          </ds:X509Certificate></ds:X509Data></ds:KeyInfo></${p}KeyDescriptor>${rest}<${p}NameIDFormat>${email}</${p}NameIDFormat><${p}SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${ssoUrl}"/><${p}SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${ssoUrl}"/></${p}IDPSSODescriptor></${p}EntityDescriptor>\n`

const oktaIssuer = 'http://www.okta.com/exk1a2b3c4d5e6f7g8h9'
const okta: Shape = {
  response: ['Assertion', 'Response'].reduce(
    (xml, target) => signInclusive(xml, target as 'Assertion', 'xs'),
    `<?xml version="1.0" encoding="UTF-8"?><saml2p:Response Destination="${acsUrl}" ID="id1204859372648123456789012345" InResponseTo="${requestId}" IssueInstant="2026-03-01T12:00:00.123Z" Version="2.0" xmlns:saml2p="${protocol}" xmlns:xs="${schema}"><saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" xmlns:saml2="${assertion}">${oktaIssuer}</saml2:Issuer><saml2p:Status xmlns:saml2p="${protocol}"><saml2p:StatusCode Value="${success}"/></saml2p:Status><saml2:Assertion ID="id1204859372648999999999999999" IssueInstant="2026-03-01T12:00:00.123Z" Version="2.0" xmlns:saml2="${assertion}" xmlns:xs="${schema}"><saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" xmlns:saml2="${assertion}">${oktaIssuer}</saml2:Issuer><saml2:Subject xmlns:saml2="${assertion}"><saml2:NameID Format="${email}">ada@example.com</saml2:NameID><saml2:SubjectConfirmation Method="${bearer}"><saml2:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T12:05:00.123Z" Recipient="${acsUrl}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="2026-03-01T11:55:00.123Z" NotOnOrAfter="2026-03-01T12:05:00.123Z" xmlns:saml2="${assertion}"><saml2:AudienceRestriction><saml2:Audience>${spEntityId}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AuthnStatement AuthnInstant="2026-03-01T11:40:12.000Z" SessionIndex="${requestId}" xmlns:saml2="${assertion}"><saml2:AuthnContext><saml2:AuthnContextClassRef>${password}</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement><saml2:AttributeStatement xmlns:saml2="${assertion}"><saml2:Attribute Name="email" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"><saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">ada@example.com</saml2:AttributeValue></saml2:Attribute><saml2:Attribute Name="groups" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"><saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">Engineers</saml2:AttributeValue><saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">Platform Admins</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement></saml2:Assertion></saml2p:Response>`,
  ),
  metadata: metadata(
    oktaIssuer,
    'https://acme.okta.com/app/acme_mortise_1/exk1a2b3c4d5e6f7g8h9/sso/saml',
    'md:',
  ),
  expected: {
    idpEntityId: oktaIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Response', 'Assertion'],
    assertion: {
      nameId: 'ada@example.com',
      nameIdFormat: email,
      sessionIndex: requestId,
      inResponseTo: requestId,
      authnContextClassRef: password,
      expiresAt: '2026-03-01T12:06:00.123Z',
    },
    attributes: { email: ['ada@example.com'], groups: ['Engineers', 'Platform Admins'] },
  },
}

const entraIssuer = 'https://sts.windows.net/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/'
const claims = 'http://schemas.microsoft.com'
const entra: Shape = {
  // Everything in default namespaces, the Signature too; times of 3 or 7 digits; only the Assertion signed.
  response: sign(
    `<samlp:Response ID="_8e8dc5f6-9a1b-4c2d-8e3f-405162738495" Version="2.0" IssueInstant="2026-03-01T12:00:00.4567891Z" Destination="${acsUrl}" InResponseTo="${requestId}" xmlns:samlp="${protocol}"><Issuer xmlns="${assertion}">${entraIssuer}</Issuer><samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status><Assertion ID="_5a6b7c8d-1111-2222-3333-944455566600" IssueInstant="2026-03-01T12:00:00.453Z" Version="2.0" xmlns="${assertion}"><Issuer>${entraIssuer}</Issuer><Subject><NameID Format="${email}">ada@acme.onmicrosoft.com</NameID><SubjectConfirmation Method="${bearer}"><SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T13:00:00.344Z" Recipient="${acsUrl}"/></SubjectConfirmation></Subject><Conditions NotBefore="2026-03-01T11:55:00.344Z" NotOnOrAfter="2026-03-01T13:00:00.344Z"><AudienceRestriction><Audience>${spEntityId}</Audience></AudienceRestriction></Conditions><AttributeStatement><Attribute Name="${claims}/identity/claims/tenantid"><AttributeValue>0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0</AttributeValue></Attribute><Attribute Name="${claims}/ws/2008/06/identity/claims/groups"><AttributeValue>11111111-2222-4333-8444-555555555555</AttributeValue><AttributeValue>66666666-7777-4888-9999-000000000000</AttributeValue></Attribute><Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"><AttributeValue>ada@example.com</AttributeValue></Attribute></AttributeStatement><AuthnStatement AuthnInstant="2026-03-01T08:15:00.000Z" SessionIndex="_5a6b7c8d-1111-2222-3333-944455566600"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion></samlp:Response>`,
    'Assertion',
    { prefix: '' },
  ),
  metadata: metadata(
    entraIssuer,
    'https://login.microsoftonline.com/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/saml2',
    '',
    `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bareCertificate('next')}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
  ),
  expected: {
    idpEntityId: entraIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Assertion'],
    assertion: {
      nameId: 'ada@acme.onmicrosoft.com',
      nameIdFormat: email,
      sessionIndex: '_5a6b7c8d-1111-2222-3333-944455566600',
      inResponseTo: requestId,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
      expiresAt: '2026-03-01T13:01:00.344Z',
    },
    attributes: {
      [`${claims}/identity/claims/tenantid`]: ['0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
      [`${claims}/ws/2008/06/identity/claims/groups`]: [
        '11111111-2222-4333-8444-555555555555',
        '66666666-7777-4888-9999-000000000000',
      ],
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': ['ada@example.com'],
    },
  },
}

const googleIssuer = 'https://accounts.google.com/o/saml2?idpid=C01abcdef'
const google: Shape = {
  response: sign(
    `<?xml version="1.0" encoding="UTF-8" standalone="no"?><saml2p:Response xmlns:saml2p="${protocol}" Destination="${acsUrl}" ID="_6d1f0e2c3b4a5968778695a4b3c2d1e0" InResponseTo="${requestId}" IssueInstant="2026-03-01T12:00:00.321Z" Version="2.0"><saml2:Issuer xmlns:saml2="${assertion}">${googleIssuer}</saml2:Issuer><saml2p:Status><saml2p:StatusCode Value="${success}"/></saml2p:Status><saml2:Assertion xmlns:saml2="${assertion}" ID="_0a9b8c7d6e5f40312233445566778899" IssueInstant="2026-03-01T12:00:00.321Z" Version="2.0"><saml2:Issuer>${googleIssuer}</saml2:Issuer><saml2:Subject><saml2:NameID Format="${email}">ada@example.com</saml2:NameID><saml2:SubjectConfirmation Method="${bearer}"><saml2:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T12:05:00.321Z" Recipient="${acsUrl}"/></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="2026-03-01T11:55:00.321Z" NotOnOrAfter="2026-03-01T12:05:00.321Z"><saml2:AudienceRestriction><saml2:Audience>${spEntityId}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions><saml2:AttributeStatement><saml2:Attribute Name="email"><saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:anyType">ada@example.com</saml2:AttributeValue></saml2:Attribute><saml2:Attribute Name="groups"><saml2:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:anyType">Ingénierie</saml2:AttributeValue></saml2:Attribute><saml2:Attribute Name="department"/></saml2:AttributeStatement><saml2:AuthnStatement AuthnInstant="2026-02-27T09:01:02.000Z" SessionIndex="_0a9b8c7d6e5f40312233445566778899"><saml2:AuthnContext><saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement></saml2:Assertion></saml2p:Response>`,
    'Assertion',
  ),
  metadata: metadata(
    googleIssuer,
    'https://accounts.google.com/o/saml2/idp?idpid=C01abcdef',
    'md:',
  ),
  expected: {
    idpEntityId: googleIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Assertion'],
    assertion: {
      nameId: 'ada@example.com',
      nameIdFormat: email,
      sessionIndex: '_0a9b8c7d6e5f40312233445566778899',
      inResponseTo: requestId,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
      expiresAt: '2026-03-01T12:06:00.321Z',
    },
    attributes: { email: ['ada@example.com'], groups: ['Ingénierie'], department: [] },
  },
}

const jumpcloudIssuer = 'jumpcloud-acme'
const jumpcloud: Shape = {
  // An entity ID that is no URL, and a pretty-printed message signed with its blanks.
  response: signInclusive(
    `<saml2p:Response xmlns:saml2p="${protocol}" Destination="${acsUrl}" ID="JZ5T0BZ7D0HPRRF1PCBV" InResponseTo="${requestId}" IssueInstant="2026-03-01T12:00:00.100Z" Version="2.0">
  <saml2:Issuer xmlns:saml2="${assertion}" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">${jumpcloudIssuer}</saml2:Issuer>
  <saml2p:Status>
    <saml2p:StatusCode Value="${success}"/>
  </saml2p:Status>
  <saml2:Assertion xmlns:saml2="${assertion}" xmlns:xs="${schema}" ID="K7VQ1MV5NYWZP4D2XH8R" IssueInstant="2026-03-01T12:00:00.100Z" Version="2.0">
    <saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">${jumpcloudIssuer}</saml2:Issuer>
    <saml2:Subject>
      <saml2:NameID Format="${persistent}">ada@example.com</saml2:NameID>
      <saml2:SubjectConfirmation Method="${bearer}">
        <saml2:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T12:10:00.100Z" Recipient="${acsUrl}"/>
      </saml2:SubjectConfirmation>
    </saml2:Subject>
    <saml2:Conditions NotBefore="2026-03-01T11:55:00.100Z" NotOnOrAfter="2026-03-01T12:10:00.100Z">
      <saml2:AudienceRestriction>
        <saml2:Audience>${spEntityId}</saml2:Audience>
      </saml2:AudienceRestriction>
    </saml2:Conditions>
    <saml2:AuthnStatement AuthnInstant="2026-03-01T12:00:00.100Z" SessionIndex="7b0c4d1e">
      <saml2:AuthnContext>
        <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml2:AuthnContextClassRef>
      </saml2:AuthnContext>
    </saml2:AuthnStatement>
    <saml2:AttributeStatement>
      <saml2:Attribute Name="memberOf" NameFormat="${basic}">
        <saml2:AttributeValue xmlns:xsi="${instance}" xsi:type="xs:string">Engineers</saml2:AttributeValue>
        <saml2:AttributeValue xmlns:xsi="${instance}" xsi:type="xs:string">R&amp;D &lt;EU&gt;</saml2:AttributeValue>
      </saml2:Attribute>
    </saml2:AttributeStatement>
  </saml2:Assertion>
</saml2p:Response>
`,
    'Assertion',
    'xs',
  ),
  metadata: metadata(jumpcloudIssuer, 'https://sso.jumpcloud.com/saml2/mortise-acme', 'md:'),
  expected: {
    idpEntityId: jumpcloudIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Assertion'],
    assertion: {
      nameId: 'ada@example.com',
      nameIdFormat: persistent,
      sessionIndex: '7b0c4d1e',
      inResponseTo: requestId,
      authnContextClassRef: password,
      expiresAt: '2026-03-01T12:11:00.100Z',
    },
    attributes: { memberOf: ['Engineers', 'R&D <EU>'] },
  },
}

const keycloakIssuer = 'https://keycloak.example.com/realms/acme'
const keycloak: Shape = {
  // Signs the document, not the Assertion; one Attribute element for each role; KeyInfo with KeyName and KeyValue.
  response: sign(
    `<samlp:Response xmlns:samlp="${protocol}" xmlns:saml="${assertion}" Destination="${acsUrl}" ID="ID_1c2d3e4f-5a6b-4c7d-8e9f-001122334455" InResponseTo="${requestId}" IssueInstant="2026-03-01T12:00:00.777Z" Version="2.0"><saml:Issuer>${keycloakIssuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status><saml:Assertion xmlns="${assertion}" ID="ID_99887766-5544-4332-8110-ffeeddccbbaa" IssueInstant="2026-03-01T12:00:00.776Z" Version="2.0"><saml:Issuer>${keycloakIssuer}</saml:Issuer><saml:Subject><saml:NameID Format="${persistent}">G-6b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9</saml:NameID><saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T12:04:58.776Z" Recipient="${acsUrl}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-03-01T11:59:58.776Z" NotOnOrAfter="2026-03-01T12:00:58.776Z"><saml:AudienceRestriction><saml:Audience>${spEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-03-01T12:00:00.777Z" SessionIndex="aa11bb22-cc33-4d44-8e55-ff6677889900::0f0e0d0c-0b0a-4908-8706-050403020100" SessionNotOnOrAfter="2026-03-01T22:00:00.777Z"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute FriendlyName="email" Name="urn:oid:1.2.840.113549.1.9.1" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">ada@example.com</saml:AttributeValue></saml:Attribute><saml:Attribute Name="Role" NameFormat="${basic}"><saml:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">manage-account</saml:AttributeValue></saml:Attribute><saml:Attribute Name="Role" NameFormat="${basic}"><saml:AttributeValue xmlns:xs="${schema}" xmlns:xsi="${instance}" xsi:type="xs:string">uma_authorization</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`,
    'Response',
    {
      prefix: 'dsig',
      keyInfo: `<dsig:KeyName>u9dUNwvcY0dQ3qmR9LJbWvdhqkVQ0cCCTBm4JmXqVbE</dsig:KeyName><dsig:X509Data><dsig:X509Certificate>${bareCertificate('idp')}</dsig:X509Certificate></dsig:X509Data><dsig:KeyValue><dsig:RSAKeyValue><dsig:Modulus>AQAB</dsig:Modulus><dsig:Exponent>AQAB</dsig:Exponent></dsig:RSAKeyValue></dsig:KeyValue>`,
    },
  ),
  metadata: metadata(
    keycloakIssuer,
    'https://keycloak.example.com/realms/acme/protocol/saml',
    'md:',
  ),
  expected: {
    idpEntityId: keycloakIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Response'],
    assertion: {
      nameId: 'G-6b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9',
      nameIdFormat: persistent,
      sessionIndex: 'aa11bb22-cc33-4d44-8e55-ff6677889900::0f0e0d0c-0b0a-4908-8706-050403020100',
      sessionExpiresAt: '2026-03-01T22:00:00.777Z',
      inResponseTo: requestId,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
      expiresAt: '2026-03-01T12:01:58.776Z',
    },
    attributes: {
      'urn:oid:1.2.840.113549.1.9.1': ['ada@example.com'],
      Role: ['manage-account', 'uma_authorization'],
    },
  },
}

const simplesamlIssuer = 'https://sso.example.org/simplesaml/saml2/idp/metadata.php'
const simplesamlphp: Shape = {
  response: ['Assertion', 'Response'].reduce(
    (xml, target) => sign(xml, target as 'Assertion'),
    `<samlp:Response xmlns:samlp="${protocol}" xmlns:saml="${assertion}" ID="_5f1e0d9c8b7a69584736251403f2e1d0c9b8a79685" Version="2.0" IssueInstant="2026-03-01T12:00:00Z" Destination="${acsUrl}" InResponseTo="${requestId}"><saml:Issuer>${simplesamlIssuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${success}"/></samlp:Status><saml:Assertion xmlns:xsi="${instance}" xmlns:xs="${schema}" ID="_a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455" Version="2.0" IssueInstant="2026-03-01T12:00:00Z"><saml:Issuer>${simplesamlIssuer}</saml:Issuer><saml:Subject><saml:NameID SPNameQualifier="${spEntityId}" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_7c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e</saml:NameID><saml:SubjectConfirmation Method="${bearer}"><saml:SubjectConfirmationData NotOnOrAfter="2026-03-01T12:05:00Z" Recipient="${acsUrl}" InResponseTo="${requestId}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-03-01T11:59:30Z" NotOnOrAfter="2026-03-01T12:05:00Z"><saml:AudienceRestriction><saml:Audience>${spEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-03-01T11:58:00Z" SessionNotOnOrAfter="2026-03-01T20:00:00Z" SessionIndex="_0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e5"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="uid" NameFormat="${basic}"><saml:AttributeValue xsi:type="xs:string">ada</saml:AttributeValue></saml:Attribute><saml:Attribute Name="eduPersonAffiliation" NameFormat="${basic}"><saml:AttributeValue xsi:type="xs:string">group1</saml:AttributeValue><saml:AttributeValue xsi:type="xs:string">group2</saml:AttributeValue></saml:Attribute><saml:Attribute Name="telephoneNumber" NameFormat="${basic}"><saml:AttributeValue xsi:nil="true"/></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`,
  ),
  metadata: metadata(
    simplesamlIssuer,
    'https://sso.example.org/simplesaml/saml2/idp/SSOService.php',
    'md:',
    `<md:KeyDescriptor use="encryption"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bareCertificate('attacker')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  ),
  expected: {
    idpEntityId: simplesamlIssuer,
    now: '2026-03-01T12:00:30Z',
    signs: ['Response', 'Assertion'],
    assertion: {
      nameId: '_7c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e',
      nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      sessionIndex: '_0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e5',
      sessionExpiresAt: '2026-03-01T20:00:00.000Z',
      inResponseTo: requestId,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
      expiresAt: '2026-03-01T12:06:00.000Z',
    },
    attributes: { uid: ['ada'], eduPersonAffiliation: ['group1', 'group2'], telephoneNumber: [] },
  },
}

export const shapes: Readonly<Record<string, Shape>> = {
  okta,
  entra,
  google,
  jumpcloud,
  keycloak,
  simplesamlphp,
}
