/** The token endpoint and UserInfo of the practice IdP, strict where a service could otherwise do wrong and never notice. */
import { createHash, createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import * as z from 'zod/mini'
import type { PracticeClient } from './clients.js'
import type { Grant } from './grants.js'
import { claimsAbout } from './guises.js'
import { idTokenOf, type OidcDeps } from './provider.js'

export interface HttpAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const text = z.optional(z.string().check(z.maxLength(16 * 1024)))
const Form = z.object({
  grant_type: text,
  code: text,
  redirect_uri: text,
  code_verifier: text,
  client_id: text,
  client_secret: text,
  client_assertion: text,
  client_assertion_type: text,
})
type Form = z.output<typeof Form>

const refused = (error: string, description: string, status = 400): HttpAnswer => ({
  status,
  body: { error, error_description: description },
  // RFC 6749 §5.2: whoever tried HTTP authentication is answered in its terms.
  ...(status === 401 ? { headers: { 'www-authenticate': 'Basic realm="practice IdP"' } } : {}),
})

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function basicOf(authorization: string | undefined): readonly [string, string] | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  const decode = (half: string): string => new URLSearchParams(`it=${half}`).get('it') ?? ''
  return [decode(id), decode(secret.join(':'))]
}

async function holdsAssertion(
  { publicKey, clientId }: PracticeClient,
  assertion: string,
  { site, now }: OidcDeps,
): Promise<boolean> {
  const { issuer, oidcUrl } = site()
  return jwtVerify(assertion, createPublicKey(publicKey ?? ''), {
    ...{ issuer: clientId, subject: clientId, audience: [issuer, `${oidcUrl}/token`] },
    ...{ currentDate: now(), requiredClaims: ['exp', 'jti'] },
    algorithms: ['RS256', 'PS256', 'ES256'],
  }).then(
    () => true,
    () => false,
  )
}

/** The client that proved who it is, one way and no other. */
async function clientOf(
  form: Form,
  authorization: string | undefined,
  deps: OidcDeps,
): Promise<PracticeClient | undefined> {
  const basic = basicOf(authorization)
  const client = deps.clients.find(basic?.[0] ?? form.client_id)
  if (!client) return undefined
  const secret = basic?.[1] ?? form.client_secret
  if (client.publicKey !== undefined) {
    const { client_assertion: assertion } = form
    if (assertion === undefined || secret !== undefined) return undefined
    return (await holdsAssertion(client, assertion, deps)) ? client : undefined
  }
  return secret === client.clientSecret ? client : undefined
}

/** RFC 7636 §4.6. */
const holdsChallenge = (challenge: string | undefined, verifier: string | undefined): boolean =>
  challenge === undefined
    ? verifier === undefined
    : challenge ===
      createHash('sha256')
        .update(verifier ?? '')
        .digest('base64url')

function grantFault(
  grant: Grant | undefined,
  client: PracticeClient,
  form: Form,
): string | undefined {
  if (!grant) return 'the code is unknown, used or over'
  if (grant.signIn.client.clientId !== client.clientId) return 'the code was given to another app'
  if (grant.signIn.redirectUri !== form.redirect_uri)
    return 'redirect_uri is not that of the request'
  if (!holdsChallenge(grant.signIn.codeChallenge, form.code_verifier)) {
    return 'code_verifier does not fit the code_challenge'
  }
  return undefined
}

async function tokensFor(grant: Grant, deps: OidcDeps): Promise<HttpAnswer> {
  const { misbehaviour } = grant
  const accessToken = deps.grants.issueAccessToken(grant)
  const good = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 3600,
    id_token: await idTokenOf(grant, accessToken, deps),
  }
  return { status: 200, body: misbehaviour?.tokenBody?.(good) ?? good }
}

/** RFC 6749 §3.2. */
export async function redeem(
  input: unknown,
  authorization: string | undefined,
  deps: OidcDeps,
): Promise<HttpAnswer> {
  const parsed = z.safeParse(Form, input ?? {})
  if (!parsed.success) return refused('invalid_request', 'the form cannot be read')
  const form = parsed.data
  if (form.grant_type !== 'authorization_code') {
    return refused('unsupported_grant_type', 'only authorization_code is redeemed here')
  }
  const client = await clientOf(form, authorization, deps)
  if (!client) return refused('invalid_client', 'the client did not prove who it is', 401)
  const grant = deps.grants.spendCode(form.code)
  const fault = grantFault(grant, client, form)
  if (!grant || fault !== undefined) return refused('invalid_grant', fault ?? '')
  const { tokenError } = grant.misbehaviour ?? {}
  if (tokenError === undefined) return tokensFor(grant, deps)
  return refused(tokenError, 'as asked', tokenError === 'invalid_client' ? 401 : 400)
}

/** Core §5.3. */
export function userInfo(
  authorization: string | undefined,
  { grants, guise }: OidcDeps,
): HttpAnswer {
  const [, token] = /^Bearer ([\w-]+)$/i.exec(authorization ?? '') ?? []
  const grant = grants.findAccessToken(token)
  if (!grant) return refused('invalid_token', 'the access token is unknown or over', 401)
  const good = claimsAbout(grant.person, guise)
  // With an overage in the ID token, the groups must not come in by the back door.
  const { groups: _, ...withoutGroups } = good
  const claims = grant.misbehaviour?.name === 'overage' ? withoutGroups : good
  return { status: 200, body: grant.misbehaviour?.userInfo?.(claims) ?? claims }
}
