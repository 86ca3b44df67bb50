/** Signing out at the IdP too: what we ask it to end, and what we say once we have ended what it asked us to. */
import { samlLogoutUrl, samlPolicyFor, Refusal } from '../../core/index.js'
import {
  logoutRequestXml,
  logoutResponseXml,
  outgoingMessage,
  type Assertion,
  type OutgoingMessage,
  type SigningKey,
} from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { signingKeyOf } from '../keys/keys.js'
import type { SamlSession } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { hashOf, newRequestId } from './secrets.js'
import { findTrust, type Trust } from './trust.js'

/** How long the IdP may take to answer. Milliseconds. */
const requestLifetime = 10 * 60_000

/** Where the IdP reaches us about logout; undefined where the connection does not take part. */
export const sloUrlOf = ({ publicUrl }: Deps, { connection }: Trust): string | undefined =>
  samlPolicyFor(connection.input.policy).singleLogout
    ? samlLogoutUrl(publicUrl(), connection.name)
    : undefined

export function recordSamlSession(
  tx: Transaction,
  { connection }: Trust,
  assertion: Assertion,
  token: string,
): Promise<void> {
  const { issuer, nameId, nameIdFormat, nameQualifier, spNameQualifier, sessionIndex } = assertion
  return tx.samlSessions.insert({
    tokenHash: hashOf(token),
    ...{ connection: connection.name, idpEntityId: issuer, nameId, nameIdFormat },
    nameQualifier: nameQualifier ?? null,
    spNameQualifier: spNameQualifier ?? null,
    sessionIndex: sessionIndex ?? null,
  })
}

/** Undefined where this service can keep no keys: an unsigned logout message is one no IdP believes. */
async function keyOf(deps: Deps, { organization }: Trust): Promise<SigningKey | undefined> {
  try {
    return await signingKeyOf(deps, organization.name)
  } catch (error) {
    if (Refusal.is(error)) return undefined
    throw error
  }
}

function requestFor(
  { connection: { idp }, endpoints }: Trust,
  session: SamlSession,
  { id, at, signingKey }: { id: string; at: Date; signingKey: SigningKey },
): OutgoingMessage | undefined {
  const { singleLogout } = idp
  if (!singleLogout) return undefined
  const { nameId, nameIdFormat, nameQualifier, spNameQualifier, sessionIndex } = session
  const xml = logoutRequestXml({
    ...{ id, issueInstant: at, destination: singleLogout.url, spEntityId: endpoints.spEntityId },
    subject: {
      ...{ nameId, nameIdFormat },
      nameQualifier: nameQualifier ?? undefined,
      spNameQualifier: spNameQualifier ?? undefined,
    },
    sessionIndex: sessionIndex ?? undefined,
  })
  const { binding, url } = singleLogout
  return outgoingMessage({ xml, parameter: 'SAMLRequest', binding, url, signingKey })
}

/**
 * What to take to the IdP so that it signs the person out everywhere. The session here has ended by then, whatever
 * becomes of it.
 * @returns undefined where there is nobody to ask
 */
export async function logoutRequestFor(
  deps: Deps,
  session: SamlSession,
): Promise<OutgoingMessage | undefined> {
  const trust = await findTrust(deps.store, deps.publicUrl(), session.connection)
  // Another IdP since: it does not know this session.
  if (!trust || trust.connection.idp.entityId !== session.idpEntityId) return undefined
  if (sloUrlOf(deps, trust) === undefined || !trust.connection.idp.singleLogout) return undefined
  const signingKey = await keyOf(deps, trust)
  if (!signingKey) return undefined
  const id = newRequestId()
  const at = deps.now()
  const expiresAt = new Date(at.getTime() + requestLifetime)
  await deps.store.transaction((tx) =>
    tx.logoutRequests.record({ id, connection: session.connection, expiresAt }),
  )
  return requestFor(trust, session, { id, at, signingKey })
}

const notOffered = (): Refusal =>
  new Refusal({
    code: 'logout-not-offered',
    owner: 'sp',
    detail: 'the IdP asks for logout, and its metadata names no SingleLogoutService to answer to',
    remedy: 'Let the IdP publish its SingleLogoutService, and give the connection its metadata.',
    source: 'SAML Metadata §2.4.3',
  })

/** @throws Refusal `logout-not-offered` where there is nowhere to answer to */
export async function logoutAnswerFor(
  deps: Deps,
  trust: Trust,
  { inResponseTo, relayState }: { inResponseTo: string; relayState: string | undefined },
): Promise<OutgoingMessage> {
  const { singleLogout } = trust.connection.idp
  if (!singleLogout) throw notOffered()
  const { binding, responseUrl: url } = singleLogout
  const envelope = { id: newRequestId(), issueInstant: deps.now(), destination: url }
  const { spEntityId } = trust.endpoints
  const xml = logoutResponseXml({ ...envelope, spEntityId, inResponseTo })
  const signingKey = await keyOf(deps, trust)
  return outgoingMessage({ xml, parameter: 'SAMLResponse', binding, url, relayState, signingKey })
}
