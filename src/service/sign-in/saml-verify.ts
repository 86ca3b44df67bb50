/** What a connection expects of a Response: its policy, its IdP, our keys. Judging is src/saml's business. */
import { samlPolicyFor, settingsFor } from '../../core/index.js'
import { verifyResponse, type Assertion } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { decryptionKeysOf } from '../keys/keys.js'
import { samlResponseIn } from './form.js'
import type { Trust } from './trust.js'

/** Spares most Responses the reading of our keys. The name of an element has one spelling, and the door lets UTF-8 in only. */
const mayBeEncrypted = (samlResponse: string): boolean =>
  Buffer.from(samlResponse, 'base64').includes('EncryptedAssertion')

/** @throws Refusal */
export async function verifyPosted(deps: Deps, trust: Trust, body: unknown): Promise<Assertion> {
  const { connection, endpoints, organization, preset } = trust
  const { input, idp } = connection
  const { clockSkewSeconds, ...policy } = samlPolicyFor(input.policy)
  const samlResponse = samlResponseIn(body)
  const opensIt = policy.encryption !== 'refused' && mayBeEncrypted(samlResponse)
  const decryptionKeys = opensIt ? await decryptionKeysOf(deps, organization.name) : []
  return verifyResponse({
    ...{ samlResponse, now: deps.now(), clockSkewSeconds },
    expected: {
      acsUrl: endpoints.acsUrl,
      spEntityId: endpoints.spEntityId,
      idpEntityId: idp.entityId,
      certificates: idp.certificates,
      decryptionKeys,
      authnContexts: input.settings?.authnContexts,
      signed: policy.signed,
      encryption: policy.encryption,
      certificateValidity: policy.certificateValidity,
      allowSha1: policy.allowSha1,
      allowWeakKeys: policy.allowWeakKeys,
      allowTripleDes: policy.allowTripleDes,
      idpInitiated: settingsFor(preset, input.settings).idpInitiated ? 'allowed' : 'forbidden',
    },
  })
}
