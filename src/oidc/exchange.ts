/** From an authorization code to tokens. openid-client speaks with the token endpoint; nothing in the answer is believed here. */
import { genericGrantRequest, ResponseBodyError } from 'openid-client'
import { clientAuthOf, type OidcClient, type Randomness } from './client.js'
import type { IdpConfiguration } from './discovery.js'
import { refusal } from './faults.js'
import { tokenError } from './idp-errors.js'
import { parseObject, textIn } from './json.js'
import { configurationFor, translate } from './library.js'
import { type Answer, limits, type OutgoingFetch } from './outgoing.js'
import type { RememberedRequest } from './request.js'

export interface Effects {
  readonly fetch: OutgoingFetch
  readonly now: () => Date
  readonly random: Randomness
}

/** As the token endpoint sent them. */
export interface UnverifiedTokens {
  readonly idToken: string
  readonly accessToken: string
}

export interface RedeemInput {
  readonly idp: IdpConfiguration
  readonly client: OidcClient
  readonly code: string
  readonly remembered: RememberedRequest
}

const malformed = 'token-response-malformed'

/**
 * Takes the ID token out before openid-client looks: it would judge it by the system's clock, and name every fault alike.
 * Ours does so by one table, for this flow and for the form post, and always with the signature.
 */
function withoutIdToken({ status, text }: Answer, keep: (idToken: unknown) => void): string {
  const body = parseObject(text)
  // RFC 6749 §5.2 wants invalid_client said in the body too; some say it by the status alone.
  if (status === 401 && !body) throw tokenError('invalid_client', 'status 401')
  if (!body) return text
  const { id_token: idToken, ...rest } = body
  keep(idToken)
  return JSON.stringify(rest)
}

/** @throws Refusal `token-…`, `client-key-malformed` or `id-token-missing` */
export async function redeemCode(input: RedeemInput, effects: Effects): Promise<UnverifiedTokens> {
  const { idp, client, code, remembered } = input
  const { fetch, random } = effects
  const { clientId } = client
  const authentication = await clientAuthOf(client, { idp, now: effects.now(), random })
  let idToken: unknown
  const configuration = configurationFor({
    ...{ idp, clientId, authentication, fetch, malformed },
    maxBytes: limits.tokenResponse,
    unreachable: 'token-endpoint-unreachable',
    reading: (answer) => withoutIdToken(answer, (token) => (idToken = token)),
  })
  // Not its authorizationCodeGrant: that one makes up the redirect URI from the URL it was called by, and behind a
  // reverse proxy, or with a form post, that is not the one we sent.
  const tokens = await genericGrantRequest(configuration, 'authorization_code', {
    code,
    redirect_uri: remembered.redirectUri,
    ...(remembered.codeVerifier === undefined ? {} : { code_verifier: remembered.codeVerifier }),
  }).catch((error: unknown) => {
    if (error instanceof ResponseBodyError) throw tokenError(error.error, error.error_description)
    return translate(error, malformed, idp.tokenEndpoint)
  })
  if (idToken === undefined)
    throw refusal('id-token-missing', 'the token endpoint sent no id_token')
  if (typeof idToken !== 'string') throw refusal(malformed, 'id_token is not a text')
  return { idToken, accessToken: textIn(tokens, 'access_token') ?? '' }
}
