/** ID tokens nobody honest would send. */
import { describe, expect, test } from '@jest/globals'
import {
  byFormPost,
  clientId,
  goodScenario,
  halfHash,
  idTokenOf,
  issuer,
  type Json,
  jwk,
  nonce,
  play,
  seconds,
  type TokenInput,
  withToken,
} from './forge.js'
import { refuses, type Row } from './hostile.js'

const [head = '', body = '', signature = ''] = idTokenOf().split('.')
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Both ways an ID token comes must be as strict. */
const token = (name: string, input: TokenInput | string, code: string): readonly Row[] => [
  [`${name}, from the token endpoint`, withToken(input), code],
  [`${name}, by form post`, byFormPost(input), code],
]
const claim = (name: string, claims: Json, code: string) => token(name, { claims }, code)
const header = (name: string, change: Json, code: string, key: TokenInput['key'] = 'idp') =>
  token(name, { header: change, key }, code)

const forbidden = 'id-token-algorithm-forbidden'
const unsigned = 'id-token-unsigned'
const malformed = 'id-token-malformed'

refuses('no signature', [
  ...header('alg none', { alg: 'none' }, unsigned),
  ...header('alg None', { alg: 'None' }, unsigned),
  ...header('alg NONE', { alg: 'NONE' }, unsigned),
  ...token('alg none and an empty signature', `${encoded({ alg: 'none' })}.${body}.`, unsigned),
  ...token('RS256 and an empty signature', `${head}.${body}.`, unsigned),
  ...header('no alg', { alg: undefined }, forbidden),
  ...header('alg as a list', { alg: ['RS256'] }, forbidden),
  ...header('alg as null', { alg: null }, forbidden),
])

refuses('another algorithm', [
  ...header('HS256 with the public key', { alg: 'HS256' }, forbidden),
  ...header('HS384 with the public key', { alg: 'HS384' }, forbidden),
  ...header('HS512 with the public key', { alg: 'HS512' }, forbidden),
  ...header('rs256 in small letters', { alg: 'rs256' }, forbidden),
  ...header('RS512, which the IdP does not announce', { alg: 'RS512' }, forbidden),
  ...header('RS1, with SHA-1', { alg: 'RS1' }, forbidden),
  ...header('ES256 by an RSA key', { alg: 'ES256' }, 'id-token-key-unknown'),
  ...header('RS256 by the key of a curve', { kid: 'p256' }, 'id-token-key-unknown'),
  ...header(
    'ES384 by the key of another curve',
    { alg: 'ES384', kid: 'p256' },
    'id-token-key-unknown',
  ),
])

refuses('another key', [
  ...header('a stranger with our key ID', {}, 'id-token-signature-invalid', 'attacker'),
  ...header('a key nobody published', { kid: 'attacker' }, 'id-token-key-unknown', 'attacker'),
  ...header('no key ID', { kid: undefined }, 'id-token-key-id-missing'),
  ...header(
    'a key ID that is a path',
    { kid: '../../dev/null' },
    'id-token-key-unknown',
    'attacker',
  ),
  ...header('a key ID that is SQL', { kid: "' OR 1=1 --" }, 'id-token-key-unknown', 'attacker'),
  ...header('a key ID of every object', { kid: '__proto__' }, 'id-token-key-unknown', 'attacker'),
  ...header('a key ID as an object', { kid: {} }, 'id-token-key-id-malformed'),
  ...header(
    'the key in the header',
    { kid: 'x', jwk: jwk('attacker') },
    'id-token-key-unknown',
    'attacker',
  ),
  ...header(
    'the key in the header, under our ID',
    { jwk: jwk('attacker') },
    'id-token-signature-invalid',
    'attacker',
  ),
  ...header(
    'an address of keys in the header',
    { kid: 'x', jku: 'https://evil.example/jwks' },
    'id-token-key-unknown',
    'attacker',
  ),
  ...header(
    'an address of certificates in the header',
    { x5u: 'https://evil.example/x' },
    'id-token-signature-invalid',
    'attacker',
  ),
])

refuses('another header', [
  ...header('an access token', { typ: 'at+jwt' }, 'id-token-type-wrong'),
  ...header('a logout token', { typ: 'logout+jwt' }, 'id-token-type-wrong'),
  ...header('a proof of possession', { typ: 'dpop+jwt' }, 'id-token-type-wrong'),
  ...header('typ as a number', { typ: 1 }, 'id-token-type-wrong'),
  ...header('a critical extension', { crit: ['x'], x: 1 }, 'id-token-header-critical'),
  ...header('a payload not encoded', { b64: false, crit: ['b64'] }, 'id-token-header-critical'),
])

refuses('another form', [
  ...token('nothing but dots', '..', malformed),
  ...token('one part', body, malformed),
  ...token('four parts', `${head}.${body}.${signature}.${signature}`, malformed),
  ...token('five parts', `${head}.a.b.c.d`, 'id-token-encrypted'),
  ...token('a header that is a list', `${encoded([])}.${body}.${signature}`, malformed),
  ...token('a header that is no JSON', `${encoded('{')}.${body}.${signature}`, malformed),
  ...token('a payload that is a list', `${head}.${encoded([])}.${signature}`, malformed),
  ...token('a payload that is null', `${head}.${encoded('null')}.${signature}`, malformed),
  ...token('blanks around it', ` ${head}.${body}.${signature} `, malformed),
  ...token('base64 with padding', `${head}=.${body}.${signature}`, malformed),
  ...token(
    'a flattened JSON signature',
    JSON.stringify({ payload: body, protected: head, signature }),
    malformed,
  ),
  ...token(
    'another payload under the signature',
    `${head}.${encoded({ iss: issuer, sub: 'root' })}.${signature}`,
    'id-token-signature-invalid',
  ),
  ...token(
    'another header over the signature',
    `${encoded({ alg: 'RS256', kid: 'idp' })}.${body}.${signature}`,
    'id-token-signature-invalid',
  ),
  ...token(
    'a signature cut short',
    `${head}.${body}.${signature.slice(0, -8)}`,
    'id-token-signature-invalid',
  ),
])

const issuerMismatch = 'id-token-issuer-mismatch'
const audience = 'id-token-audience-mismatch'
const malformedClaim = 'id-token-claim-malformed'

refuses('another party', [
  ...claim('no issuer', { iss: undefined }, issuerMismatch),
  ...claim('an issuer with a slash more', { iss: `${issuer}/` }, issuerMismatch),
  ...claim('an issuer by http', { iss: 'http://idp.example.com' }, issuerMismatch),
  ...claim('an issuer in capitals', { iss: issuer.toUpperCase() }, issuerMismatch),
  ...claim('an issuer that begins as ours', { iss: `${issuer}.evil.example` }, issuerMismatch),
  ...claim('issuers as a list', { iss: [issuer] }, malformedClaim),
  ...claim('no audience', { aud: undefined }, audience),
  ...claim('an empty audience', { aud: [] }, audience),
  ...claim('an audience that begins as ours', { aud: `${clientId}2` }, audience),
  ...claim('the redirect URI as audience', { aud: goodScenario.choice.kind }, audience),
  ...claim('an audience that is an object', { aud: { [clientId]: true } }, malformedClaim),
  ...claim('an audience with a number', { aud: [clientId, 1] }, malformedClaim),
  ...claim(
    'two audiences',
    { aud: [clientId, 'api'], azp: clientId },
    'id-token-audience-untrusted',
  ),
  ...claim('our client ID in azp alone', { aud: 'api', azp: clientId }, audience),
  ...claim('another azp', { azp: 'api' }, 'id-token-azp-mismatch'),
  ...claim('azp as a list', { azp: [clientId] }, malformedClaim),
])

refuses('another time', [
  ...claim('over', { exp: seconds - 61 }, 'id-token-expired'),
  ...claim('over to the second, with the skew', { exp: seconds - 60 }, 'id-token-expired'),
  ...claim('no end', { exp: undefined }, 'id-token-expiry-missing'),
  ...claim('an end as text', { exp: String(seconds + 300) }, malformedClaim),
  ...claim('an end before 1970', { exp: -1 }, malformedClaim),
  ...claim('an end in milliseconds', { exp: seconds * 1e6 }, malformedClaim),
  ...claim('no beginning', { iat: undefined }, 'id-token-issued-at-missing'),
  ...claim('made in a while', { iat: seconds + 61 }, 'id-token-issued-in-future'),
  ...claim('good in a while', { nbf: seconds + 61 }, 'id-token-not-yet-valid'),
  ...claim('nbf as text', { nbf: 'now' }, malformedClaim),
  ...claim('signed in tomorrow', { auth_time: seconds + 86_400 }, 'id-token-auth-time-in-future'),
])

refuses('another sign-in or person', [
  ...claim('no nonce', { nonce: undefined }, 'id-token-nonce-missing'),
  ...claim('an empty nonce', { nonce: '' }, 'id-token-nonce-mismatch'),
  ...claim('the nonce of another', { nonce: `${nonce}2` }, 'id-token-nonce-mismatch'),
  ...claim('nonces as a list', { nonce: [nonce] }, malformedClaim),
  ...claim('no subject', { sub: undefined }, 'id-token-subject-missing'),
  ...claim('an empty subject', { sub: '' }, 'id-token-subject-missing'),
  ...claim('a subject as a number', { sub: 7 }, malformedClaim),
  ...claim('a subject of 256 letters', { sub: 'a'.repeat(256) }, 'id-token-subject-malformed'),
  ...claim('a subject with a line break', { sub: 'ada\nroot' }, 'id-token-subject-malformed'),
  ...claim('a subject with a null', { sub: 'ada\0' }, 'id-token-subject-malformed'),
  ...claim('a subject in another alphabet', { sub: 'аda' }, 'id-token-subject-malformed'),
  [
    'the hash of another access token',
    withToken({ claims: { at_hash: halfHash('other') } }),
    'id-token-access-token-mismatch',
  ],
  [
    'the hash of the access token in full',
    withToken({ claims: { at_hash: `${halfHash('x')}AAAA` } }),
    'id-token-access-token-mismatch',
  ],
  ['a hash as a number', withToken({ claims: { at_hash: 1 } }), malformedClaim],
  [
    'the hash of another code',
    withToken({ claims: { c_hash: halfHash('other') } }),
    'id-token-code-mismatch',
  ],
])

describe('accepts what is odd and allowed', () => {
  const odd: readonly (readonly [string, TokenInput])[] = [
    ['no typ', { header: { typ: undefined } }],
    ['typ in small letters', { header: { typ: 'jwt' } }],
    ['our client ID in a list', { claims: { aud: [clientId] } }],
    ['azp that is us', { claims: { azp: clientId } }],
    [
      'dated five minutes back, as Entra does',
      { claims: { iat: seconds - 300, nbf: seconds - 300 } },
    ],
    ['an end within the skew', { claims: { exp: seconds - 59 } }],
    ['a beginning within the skew', { claims: { iat: seconds + 60 } }],
    ['fractions of seconds', { claims: { iat: seconds - 0.5 } }],
    ['no at_hash', { claims: { at_hash: undefined } }],
    ['PSS', { header: { alg: 'PS256' } }],
    ['a curve', { header: { alg: 'ES256', kid: 'p256' }, key: 'p256' }],
    ['a subject of 255 letters', { claims: { sub: 'a'.repeat(255) } }],
  ]
  test.each(odd)('%s', async (_, input) => {
    const { answers } = goodScenario
    const { claims } = await play(withToken(input, { settings: { userInfo: 'ignored' }, answers }))
    expect(claims.email).toBe('ada@example.com')
  })

  test('several audiences, when the connection trusts the other', async () => {
    const claims = { aud: [clientId, 'api'], azp: clientId }
    const identity = await play(withToken({ claims }, { settings: { trustedAudiences: ['api'] } }))
    expect(identity.subject).toBe('ada')
  })
})
