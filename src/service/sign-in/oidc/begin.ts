/** The first half of a sign-in by OpenID Connect: an authorization request goes out, and is remembered until its callback comes. */
import { authorizationRequest } from '../../../oidc/index.js'
import { configurationOf } from '../../connections/oidc-idp.js'
import type { Deps } from '../../deps.js'
import { localPath, requestLifetime, type Begun } from '../begin.js'
import { hashOf, newToken } from '../secrets.js'
import { requestIdOf, sealRequest } from './memory.js'
import type { OidcTrust } from './trust.js'

/** How far the IdP's clock may be off. */
export const clockSkewSeconds = 60

/**
 * @param wanted - the local path to return to
 * @param heldToken - the browser's token from a sign-in begun in another tab; it serves for both
 * @param test - the connection test this is for: its callback will open no session
 * @throws Refusal `response-type-unsupported` or `response-mode-unsupported`
 */
export async function beginOidcSignIn(
  { store, now, secure, oidc }: Deps,
  { connection: { name, input, idp }, endpoints }: OidcTrust,
  wanted: unknown,
  heldToken: string | undefined,
  test: string | null = null,
): Promise<Begun> {
  const { clientId, responseType, responseMode, scopes, maxAgeSeconds, settings } = input
  const { url, remembered } = authorizationRequest(
    {
      ...{ idp: configurationOf(idp), clientId, redirectUri: endpoints.redirectUri },
      ...{ flow: responseType === 'code' ? 'code' : 'id-token', responseMode, scopes },
      ...(maxAgeSeconds === null ? {} : { maxAgeSeconds }),
      authnContexts: settings?.authnContexts,
    },
    oidc,
  )
  const browserToken = secure ? (heldToken ?? newToken()) : undefined
  const at = now()
  await store.transaction((tx) =>
    tx.authnRequests.record({
      id: requestIdOf(remembered.state),
      connection: name,
      relayState: localPath(wanted),
      browserHash: browserToken === undefined ? null : hashOf(browserToken),
      test,
      sealed: sealRequest(remembered),
      createdAt: at,
      expiresAt: new Date(at.getTime() + requestLifetime + clockSkewSeconds * 1000),
    }),
  )
  return { location: url, browserToken }
}
