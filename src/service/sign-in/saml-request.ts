/** How a connection asks its IdP: by which binding, where, signed or not. From its policy and what the IdP's metadata says. */
import { samlPolicyFor, type IdpFacts } from '../../core/index.js'
import { authnRequest, type OutgoingMessage, type SigningKey } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { signingKeyOf } from '../keys/keys.js'
import type { Trust } from './trust.js'

type Binding = 'redirect' | 'post'

export const signsRequests = ({ connection: { input, idp } }: Pick<Trust, 'connection'>): boolean =>
  samlPolicyFor(input.policy).signRequests ?? idp.wantAuthnRequestsSigned ?? false

/** The IdP's own choice unless the connection makes one. By hand there is one URL, for either. */
export function requestTarget(
  idp: IdpFacts,
  wanted: Binding | undefined,
): { readonly binding: Binding; readonly url: string } {
  const binding = wanted ?? idp.ssoBinding ?? 'redirect'
  const url = binding === 'post' ? (idp.ssoPostUrl ?? idp.ssoUrl) : idp.ssoUrl
  return { binding, url }
}

const signingKey = (deps: Deps, trust: Trust): Promise<SigningKey> | undefined =>
  signsRequests(trust) ? signingKeyOf(deps, trust.organization.name) : undefined

/** @throws Refusal `secret-key-missing` or `secret-unreadable` where the request must be signed */
export async function authnRequestFor(
  deps: Deps,
  trust: Trust,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<OutgoingMessage> {
  const { connection, endpoints } = trust
  const { requestBinding, forceAuthn } = samlPolicyFor(connection.input.policy)
  const { binding, url } = requestTarget(connection.idp, requestBinding)
  return authnRequest({
    ...{ id, issueInstant: at, idpSsoUrl: url, binding, forceAuthn },
    acsUrl: endpoints.acsUrl,
    spEntityId: endpoints.spEntityId,
    authnContexts: connection.input.settings?.authnContexts,
    signingKey: await signingKey(deps, trust),
  })
}
