/** OpenID Connect as functions: what an administrator typed, what the browser brought back and what the IdP answers in; an OidcIdentity or a Refusal out. Network, clock and randomness come in as arguments; nothing is remembered but published keys. */
export { type Callback, type CallbackParameters, parseCallback } from './callback.js'
export {
  type OidcCatalogueRow,
  oidcConnectionRefusals,
  oidcSignInRefusals,
  oidcSignInRules,
} from './catalogue.js'
export { authorizationRequestExpired } from './checks/callback.js'
export { attributesOf, claimWarnings } from './claims.js'
export { type ClientAuthentication, type OidcClient, type Randomness } from './client.js'
export { connectOptions, type ConnectOptions, type IdpChoice } from './connect-options.js'
export {
  discover,
  type DiscoverInput,
  type DiscoveryDocument,
  type IdpConfiguration,
  readDiscovery,
} from './discovery.js'
export { authorizationRequestUnknown } from './faults.js'
export { createSigningKeys, type SigningKeys } from './jwks.js'
export type { OutgoingFetch, OutgoingInit } from './outgoing.js'
export { probeClient, probeRedirectUri, publishedKeys } from './probe.js'
export {
  authorizationRequest,
  type AuthorizationRequestInput,
  type Flow,
  type RememberedRequest,
  type ResponseMode,
} from './request.js'
export {
  completeSignIn,
  type CompleteSignInInput,
  type OidcIdentity,
  type SignInEffects,
} from './sign-in.js'
