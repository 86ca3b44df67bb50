/** What can be wrong with an OpenID Connect sign-in, each row one step from a good one. */
import type { Listed } from '../misbehaviour.js'

/** Who signs the ID token: the IdP; nobody; a stranger under the IdP's key ID; anybody who read the public key. */
export type TokenSigner = 'idp' | 'nobody' | 'stranger' | 'public-key-as-secret'

/** An ID token about to be signed. */
export interface Draft {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export type Fields = Readonly<Record<string, string>>

export interface OidcMisbehaviour {
  readonly name: string
  readonly says: string
  readonly code: string
  readonly outcome?: Listed['outcome']
  readonly needs?: string
  readonly signer?: TokenSigner
  /** The ID token before it is signed. */
  readonly draft?: (draft: Draft) => Draft
  /** And after. */
  readonly signed?: (idToken: string) => string
  /** What the browser carries back. */
  readonly callback?: (fields: Fields) => Fields
  /** An error in place of the answer. */
  readonly error?: string
  /** The body of the token endpoint, in place of the good one. */
  readonly tokenBody?: (body: Readonly<Record<string, unknown>>) => unknown
  readonly tokenError?: string
  readonly userInfo?: (claims: Readonly<Record<string, unknown>>) => unknown
}

const claiming = (
  name: string,
  code: string,
  says: string,
  change: Readonly<Record<string, unknown>>,
): OidcMisbehaviour => ({
  ...{ name, code, says },
  draft: ({ header, claims }) => ({ header, claims: { ...claims, ...change } }),
})

const without = (name: string, code: string, says: string, claim: string): OidcMisbehaviour =>
  // JSON leaves undefined out.
  claiming(name, code, says, { [claim]: undefined })

const heading =
  (change: Readonly<Record<string, unknown>>) =>
  (draft: Draft): Draft => ({
    ...draft,
    header: { ...draft.header, ...change },
  })

const longAgo = Date.UTC(2001, 0) / 1000
const farAway = Date.UTC(2099, 0) / 1000
const code = { needs: 'response_type=code' } as const

const claimRows: readonly OidcMisbehaviour[] = [
  claiming('wrong-iss', 'id-token-issuer-mismatch', 'says that another IdP made the ID token', {
    iss: 'https://other.example',
  }),
  claiming('wrong-aud', 'id-token-audience-mismatch', 'makes the ID token for another app', {
    aud: 'another-app',
  }),
  {
    ...{ name: 'extra-aud', code: 'id-token-audience-untrusted' },
    says: 'makes the ID token for another app as well',
    draft: ({ header, claims }) => ({
      header,
      claims: { ...claims, aud: [claims.aud, 'another-app'], azp: claims.aud },
    }),
  },
  claiming('wrong-azp', 'id-token-azp-mismatch', 'gave the ID token to another app', {
    azp: 'another-app',
  }),
  claiming('expired', 'id-token-expired', 'sends an ID token that ended in 2001', { exp: longAgo }),
  without('no-exp', 'id-token-expiry-missing', 'sends an ID token that never ends', 'exp'),
  claiming('issued-in-future', 'id-token-issued-in-future', 'sends an ID token of 2099', {
    iat: farAway,
    exp: farAway + 300,
  }),
  claiming('not-yet-valid', 'id-token-not-yet-valid', 'sends an ID token for later', {
    nbf: farAway,
  }),
  claiming('wrong-nonce', 'id-token-nonce-mismatch', 'answers another sign-in', {
    nonce: 'of-another-sign-in',
  }),
  without('no-nonce', 'id-token-nonce-missing', 'forgets which sign-in it answers', 'nonce'),
  without('no-sub', 'id-token-subject-missing', 'does not say who signed in', 'sub'),
  claiming('long-sub', 'id-token-subject-malformed', 'names the person in 300 letters', {
    sub: 'a'.repeat(300),
  }),
  claiming('text-exp', 'id-token-claim-malformed', 'writes a time as text', { exp: 'tomorrow' }),
  {
    ...claiming('stale-auth-time', 'id-token-auth-too-old', 'lets a sign-in of 2001 count', {
      auth_time: longAgo,
    }),
    needs: 'max_age',
  },
  {
    ...claiming('wrong-at-hash', 'id-token-access-token-mismatch', 'sends another access token', {
      at_hash: 'AAAAAAAAAAAAAAAAAAAAAA',
    }),
    ...code,
  },
  {
    ...claiming('unverified-email', 'email-unverified', 'does not vouch for the e-mail address', {
      email_verified: false,
    }),
    outcome: 'accepted-with-warning',
  },
  {
    ...claiming('overage', 'groups-overage', 'leaves the groups out as Entra does above 200', {
      groups: undefined,
      _claim_names: { groups: 'src1' },
      _claim_sources: {
        src1: { endpoint: 'https://graph.microsoft.com/v1.0/me/getMemberObjects' },
      },
    }),
    outcome: 'accepted-with-warning',
  },
]

const signatureRows: readonly OidcMisbehaviour[] = [
  {
    ...{ name: 'alg-none', code: 'id-token-unsigned', says: 'says there is no signature to check' },
    signer: 'nobody',
    draft: heading({ alg: 'none' }),
  },
  {
    ...{ name: 'hs256-with-public-key', code: 'id-token-algorithm-forbidden' },
    says: 'signs with the published key as if it were a secret',
    signer: 'public-key-as-secret',
    draft: heading({ alg: 'HS256' }),
  },
  {
    ...{ name: 'wrong-key', code: 'id-token-signature-invalid' },
    says: 'is a stranger who uses the key ID of the IdP',
    signer: 'stranger',
  },
  {
    ...{ name: 'unknown-kid', code: 'id-token-key-unknown' },
    says: 'signs with a key it never published',
    signer: 'stranger',
    draft: heading({ kid: 'never-published' }),
  },
  {
    ...{ name: 'missing-kid', code: 'id-token-key-id-missing' },
    says: 'does not say which of its keys it signed with',
    draft: heading({ kid: undefined }),
  },
  {
    ...{ name: 'access-token-type', code: 'id-token-type-wrong' },
    says: 'sends an access token in the place of the ID token',
    draft: heading({ typ: 'at+jwt' }),
  },
  {
    ...{ name: 'tampered', code: 'id-token-signature-invalid' },
    says: 'changes the claims after they were signed',
    signed: (idToken) => {
      const [head, body = '', signature] = idToken.split('.')
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')
      return `${head}.${changed}.${signature}`
    },
  },
  {
    ...{ name: 'huge-id-token', code: 'id-token-too-large', says: 'sends an ID token of 2 MB' },
    ...code,
    signed: (idToken) => `${idToken}${'A'.repeat(1_100_000)}`,
  },
]

const callbackRows: readonly OidcMisbehaviour[] = [
  {
    ...{ name: 'wrong-state', code: 'callback-state-mismatch' },
    says: 'answers a request nobody sent (a service that looks requests up by state says authorization-request-unknown)',
    callback: (fields) => ({ ...fields, state: 'of-another-request' }),
  },
  {
    ...{ name: 'no-state', code: 'callback-state-missing', says: 'does not say what it answers' },
    callback: (fields) => ({ ...fields, state: '' }),
  },
  {
    ...{ name: 'wrong-callback-iss', code: 'callback-issuer-mismatch' },
    says: 'says in the callback that another IdP answers: the mix-up attack',
    callback: (fields) => ({ ...fields, iss: 'https://other.example' }),
  },
  {
    ...{ name: 'no-callback-iss', code: 'callback-issuer-missing' },
    says: 'announces to name itself in callbacks (RFC 9207), and does not',
    callback: (fields) => ({ ...fields, iss: '' }),
    ...code,
  },
  {
    ...{ name: 'no-code', code: 'callback-code-missing', says: 'sends neither code nor error' },
    ...code,
    callback: (fields) => ({ ...fields, code: '' }),
  },
  {
    ...{ name: 'denied', code: 'idp-access-denied', error: 'access_denied' },
    says: 'answers that the person is not assigned to the app',
  },
  {
    ...{ name: 'login-required', code: 'idp-login-required', error: 'login_required' },
    says: 'answers that the person must sign in first',
  },
  {
    ...{ name: 'unavailable', code: 'idp-unavailable', error: 'temporarily_unavailable' },
    says: 'answers that it cannot answer now',
  },
]

const endpointRows: readonly OidcMisbehaviour[] = [
  {
    ...{ name: 'code-refused', code: 'token-code-refused', tokenError: 'invalid_grant', ...code },
    says: 'does not know its own code any more',
  },
  {
    ...{ name: 'client-refused', code: 'token-client-refused', tokenError: 'invalid_client' },
    ...code,
    says: 'does not know our secret any more',
  },
  {
    ...{ name: 'token-page', code: 'token-response-malformed', ...code },
    says: 'answers the token request with a web page',
    tokenBody: () => '<!doctype html><title>Service notice</title>',
  },
  {
    ...{ name: 'no-id-token', code: 'id-token-missing', ...code },
    says: 'speaks OAuth 2.0 and not OpenID Connect: an access token alone',
    tokenBody: ({ id_token: _, ...body }) => body,
  },
  {
    ...{ name: 'wrong-sub-userinfo', code: 'user-info-subject-mismatch', ...code },
    says: 'tells about somebody else at UserInfo',
    userInfo: (claims) => ({ ...claims, sub: 'root' }),
  },
  {
    ...{ name: 'userinfo-page', code: 'user-info-malformed', ...code },
    says: 'answers UserInfo with a web page',
    userInfo: () => '<!doctype html><title>Service notice</title>',
  },
]

export const oidcMisbehaviours: readonly OidcMisbehaviour[] = [
  ...claimRows,
  ...signatureRows,
  ...callbackRows,
  ...endpointRows,
]
