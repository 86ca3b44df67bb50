/** The rules over an ID token before any key is asked: its size, its form, its header. They can only refuse. */
import { type JsonObject, own, parseObject, textIn } from '../json.js'
import { limits } from '../outgoing.js'
import type { Check } from './check.js'

export interface HeaderCase {
  readonly idToken: string
  readonly header: JsonObject
  /** What the IdP announces and we take. */
  readonly algorithms: readonly string[]
}

const partsOf = ({ idToken }: HeaderCase): readonly string[] => idToken.split('.')

const base64url = /^[A-Za-z0-9_-]+$/

const isObjectPart = (part: string | undefined): boolean =>
  part !== undefined &&
  base64url.test(part) &&
  parseObject(Buffer.from(part, 'base64url').toString('utf8')) !== undefined

const algorithmRemedy =
  'Let the IdP sign with RS256 (Okta: always; Entra: always; Keycloak: Fine grain OpenID Connect configuration > ID token signature algorithm).'

/** A token of another kind, signed with the same keys, must not pass for an ID token (RFC 8725 §3.11). */
const types = new Set(['jwt', 'application/jwt'])

export const headerChecks: readonly Check<HeaderCase>[] = [
  {
    code: 'id-token-too-large',
    source: 'Mortise limit: 1 MB for an ID token',
    owner: 'idp',
    holds: ({ idToken }) => idToken.length <= limits.idToken,
    detail: ({ idToken }) => `the ID token has ${idToken.length} characters`,
    remedy:
      'Let the IdP send less, usually fewer groups: Okta: a filter on the Groups claim; Entra: Token configuration > groups > "Groups assigned to the application".',
  },
  {
    code: 'id-token-encrypted',
    source: 'OpenID Connect Core §2; RFC 7516 §3.1',
    owner: 'idp',
    holds: (facts) => partsOf(facts).length !== 5,
    detail: () => 'the ID token is encrypted, which is not supported',
    remedy:
      'Turn encryption of ID tokens off at the IdP (Okta: General > ID token encryption; Keycloak: ID token encryption). It still travels by https.',
  },
  {
    code: 'id-token-malformed',
    source: 'RFC 7515 §3.1; RFC 7519 §7.2',
    owner: 'idp',
    holds: (facts) => {
      const [head, body, , ...more] = partsOf(facts)
      return (
        partsOf(facts).length === 3 && more.length === 0 && isObjectPart(head) && isObjectPart(body)
      )
    },
    detail: ({ idToken }) =>
      `expected three parts of base64url, two of them JSON objects; got ${JSON.stringify(idToken.slice(0, 60))}`,
    remedy:
      'Let the IdP send an ID token as the standard has it. Something between may have cut it: a proxy with a limit, a form field.',
  },
  {
    code: 'id-token-unsigned',
    // The oldest attack on JWTs: a header that says there is no signature to check.
    source: 'OpenID Connect Core §2; RFC 8725 §3.2',
    owner: 'idp',
    holds: ({ idToken, header }) =>
      textIn(header, 'alg')?.toLowerCase() !== 'none' && !idToken.endsWith('.'),
    detail: ({ header }) =>
      `alg is ${JSON.stringify(own(header, 'alg') ?? null)}, and there is no signature`,
    remedy: algorithmRemedy,
  },
  {
    code: 'id-token-algorithm-forbidden',
    // HS256 with the published key as its secret: whoever reads the JWKS could sign (RFC 8725 §2.1).
    source: 'OpenID Connect Core §3.1.3.7, 7; RFC 8725 §3.1',
    owner: 'idp',
    holds: ({ header, algorithms }) => algorithms.includes(textIn(header, 'alg') ?? ''),
    detail: ({ header, algorithms }) =>
      `expected one of ${algorithms.join(', ')}, got ${JSON.stringify(own(header, 'alg') ?? null)}`,
    remedy: algorithmRemedy,
  },
  {
    code: 'id-token-type-wrong',
    source: 'RFC 8725 §3.11; RFC 9068 §4; OpenID Connect Back-Channel Logout §2.4',
    owner: 'idp',
    holds: ({ header }) => {
      const type = own(header, 'typ')
      return type === undefined || (typeof type === 'string' && types.has(type.toLowerCase()))
    },
    detail: ({ header }) => `expected typ "JWT" or none, got ${JSON.stringify(own(header, 'typ'))}`,
    remedy:
      'Let the IdP send the ID token in the place of the ID token: this is an access token, a logout token or something else.',
  },
  {
    code: 'id-token-key-id-malformed',
    source: 'RFC 7515 §4.1.4; Mortise limit: 1,024 characters',
    owner: 'idp',
    holds: ({ header }) => {
      const kid = own(header, 'kid')
      return kid === undefined || (typeof kid === 'string' && kid.length <= 1024)
    },
    detail: () => 'kid is no text, or too long',
    remedy: 'Let the IdP name its key by a text, as its JWKS does.',
  },
  {
    code: 'id-token-header-critical',
    source: 'RFC 7515 §4.1.11',
    owner: 'idp',
    holds: ({ header }) => own(header, 'crit') === undefined && own(header, 'b64') === undefined,
    detail: ({ header }) => `the header asks for ${JSON.stringify(own(header, 'crit') ?? 'b64')}`,
    remedy: 'Let the IdP leave out extensions (crit, b64): we must understand them or refuse.',
  },
]
