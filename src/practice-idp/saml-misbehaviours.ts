/** What can be wrong with a SAML Response, each row one step from a good one. */
import type { Encryption } from './apps.js'
import type { Listed } from './misbehaviour.js'

/** Who signs: the IdP; nobody; a stranger under their own certificate, or under the IdP's. */
export type Signer = 'idp' | 'nobody' | 'stranger' | 'forger'

export interface SamlMisbehaviour {
  readonly name: string
  readonly says: string
  readonly code: string
  readonly outcome?: Listed['outcome']
  readonly needs?: string
  readonly signer?: Signer
  /** The Response before it is signed. */
  readonly unsigned?: (xml: string) => string
  /** Encrypts the Assertion so, to a key nobody has. */
  readonly encryptedToStranger?: Encryption
  /** And after. */
  readonly signed?: (xml: string) => string
}

/** Text that must be there: a step that misses would show nothing. */
function step(from: RegExp, to: (found: string, ...groups: string[]) => string) {
  return (xml: string): string => {
    const changed = xml.replace(from, to)
    if (changed === xml) throw new Error(`the misbehaviour finds nothing: ${String(from)}`)
    return changed
  }
}

const put = (from: RegExp, to: string) => step(from, () => to)

/** The one Assertion of the Response. */
const assertion = /<saml:Assertion .*<\/saml:Assertion>/s
const longAgo = '2001-01-01T00:00:00Z'
const farAway = '2099-01-01T00:00:00Z'

const about = (
  name: string,
  code: string,
  says: string,
  unsigned: (xml: string) => string,
): SamlMisbehaviour => ({ name, code, says, unsigned })

const envelope: readonly SamlMisbehaviour[] = [
  about(
    'wrong-destination',
    'destination-mismatch',
    'names another ACS as Destination',
    put(/Destination="[^"]*"/, 'Destination="https://other.example/acs"'),
  ),
  about(
    'wrong-issuer',
    'response-issuer-mismatch',
    'says that another IdP sent it',
    put(/<saml:Issuer>[^<]*/, '<saml:Issuer>https://other.example/metadata'),
  ),
  about(
    'denied',
    'status-not-success',
    'answers that the person is not assigned to the app',
    put(
      /status:Success"\/>/,
      'status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:RequestDenied"/></samlp:StatusCode><samlp:StatusMessage>User is not assigned to the client application.</samlp:StatusMessage>',
    ),
  ),
  {
    ...about(
      'no-assertion',
      'assertion-missing',
      'says Success and leaves the Assertion out',
      put(assertion, ''),
    ),
    signer: 'nobody',
  },
  about(
    'two-assertions',
    'assertion-repeated',
    'sends a second Assertion about somebody else',
    step(assertion, (found) => {
      const other = found
        .replace(/ID="_/, 'ID="_second')
        .replace(/(<saml:NameID[^>]*>)[^<]*/, '$1eve@example.com')
      return `${found}${other}`
    }),
  ),
]

const inside: readonly SamlMisbehaviour[] = [
  about(
    'wrong-audience',
    'audience-mismatch',
    'is meant for another service',
    put(/<saml:Audience>[^<]*/, '<saml:Audience>https://other.example/metadata'),
  ),
  about(
    'no-audience',
    'audience-missing',
    'is meant for anybody',
    put(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''),
  ),
  about(
    'wrong-recipient',
    'recipient-mismatch',
    'names another ACS as Recipient',
    put(/Recipient="[^"]*"/, 'Recipient="https://other.example/acs"'),
  ),
  about(
    'expired',
    'assertion-expired',
    'ended in 2001',
    put(/(?<=<saml:Conditions [^>]*)NotOnOrAfter="[^"]*"/, `NotOnOrAfter="${longAgo}"`),
  ),
  about(
    'not-yet-valid',
    'assertion-not-yet-valid',
    'begins in 2099',
    put(/(?<=<saml:Conditions [^>]*)NotBefore="[^"]*"/, `NotBefore="${farAway}"`),
  ),
  about(
    'no-name-id',
    'name-id-missing',
    'does not say who signed in',
    put(/<saml:NameID .*<\/saml:NameID>/, ''),
  ),
  about(
    'empty-name-id',
    'name-id-empty',
    'says that nobody signed in',
    put(/(?<=<saml:NameID[^>]*>)[^<]*/, ' '),
  ),
  about(
    'no-authn-statement',
    'authn-statement-missing',
    'does not say that anybody signed in',
    put(/<saml:AuthnStatement .*<\/saml:AuthnStatement>/, ''),
  ),
  {
    ...about(
      'replay',
      'response-replayed',
      'has the same Assertion ID every time: a good Response once, a replay ever after',
      step(
        /(<saml:Assertion ID=")[^"]*/,
        (_, before) => `${before}_replayed0123456789abcdef0123456789abcdef`,
      ),
    ),
    outcome: 'refused-when-repeated',
  },
  {
    ...about(
      'overage',
      'groups-overage',
      'leaves the groups out as Entra does above 150, and links to them',
      step(
        /<saml:Attribute Name="groups"[^>]*(\/>|>.*?<\/saml:Attribute>)/,
        () =>
          '<saml:Attribute Name="http://schemas.microsoft.com/claims/groups.link"><saml:AttributeValue>https://graph.windows.net/</saml:AttributeValue></saml:Attribute>',
      ),
    ),
    outcome: 'accepted-with-warning',
  },
]

const signature: readonly SamlMisbehaviour[] = [
  { name: 'unsigned', code: 'signature-missing', says: 'is not signed', signer: 'nobody' },
  {
    name: 'wrong-key',
    code: 'signing-certificate-unknown',
    says: 'is signed with a key nobody knows, as after a rollover nobody announced',
    signer: 'stranger',
  },
  {
    name: 'forged',
    code: 'signature-invalid',
    says: 'is signed by a stranger who shows the certificate of the IdP',
    signer: 'forger',
  },
  {
    name: 'tampered',
    code: 'signature-digest-mismatch',
    says: 'is changed after it was signed',
    signed: step(/(?<=<saml:NameID[^>]*>)[^<]*/, () => 'root@example.com'),
  },
  {
    name: 'comment-in-name-id',
    code: 'xml-comment-in-value',
    says: 'has a comment put into the NameID, which no signature covers',
    signed: step(/(?<=<saml:NameID[^>]*>)[^<@]*/, (found) => `${found}<!---->`),
  },
  {
    name: 'doctype',
    code: 'xml-doctype',
    says: 'declares a document type',
    signed: (xml) => `<!DOCTYPE Response>${xml}`,
  },
  {
    name: 'wrapped',
    code: 'assertion-misplaced',
    says: 'hides the signed Assertion in an extension and shows a forged one',
    signed: step(assertion, (found) => {
      const forged = found
        .replace(/<ds:Signature .*?<\/ds:Signature>/s, '')
        .replace(/ID="_/, 'ID="_forged')
        .replace(/(?<=<saml:NameID[^>]*>)[^<]*/, 'root@example.com')
      return `<samlp:Extensions>${found}</samlp:Extensions>${forged}`
    }),
  },
]

const encryption: readonly SamlMisbehaviour[] = [
  {
    name: 'encrypted-to-stranger',
    code: 'decryption-failed',
    says: 'encrypts to a key the service does not have, as after a rotation nobody announced',
    encryptedToStranger: 'aes256-gcm',
  },
  {
    name: 'encrypted-by-3des',
    code: 'encryption-algorithm-forbidden',
    says: 'encrypts with 3DES',
    encryptedToStranger: 'tripledes-cbc',
  },
  {
    name: 'encrypted-name-id',
    code: 'encryption-misplaced',
    says: 'encrypts the NameID and leaves the rest readable',
    unsigned: step(
      /<saml:NameID .*<\/saml:NameID>/,
      () =>
        '<saml:EncryptedID><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>',
    ),
  },
  {
    name: 'cipher-reference',
    code: 'encryption-malformed',
    says: 'sends an EncryptedAssertion whose content is to be fetched from elsewhere',
    encryptedToStranger: 'aes256-gcm',
    signer: 'nobody',
    signed: step(
      /<e:CipherValue>[^<]*<\/e:CipherValue>(?!.*<e:CipherValue>)|<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?!.*<xenc:CipherValue>)/s,
      () =>
        '<xenc:CipherReference xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" URI="https://evil.example/"/>',
    ),
  },
]

export const samlMisbehaviours: readonly SamlMisbehaviour[] = [
  ...envelope,
  ...inside,
  ...encryption,
  ...signature,
]
