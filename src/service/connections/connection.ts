/** A connection whatever it speaks: what its tests, its activation, the ways to it and the decision about a person need to know. A protocol joins by a branch of `findConnection`. */
import {
  attributeNames,
  idpKindOf,
  oidcIdpName,
  type AttributeMapping,
  type ConnectionSettings,
  type IdpKind,
  type ServicePreset,
} from '../../core/index.js'
import { notFound } from '../admin/answers.js'
import { findOidcTrust, type OidcTrust } from '../sign-in/oidc/trust.js'
import { findTrust, type Trust } from '../sign-in/trust.js'
import type { Managed, OrganizationRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { configDigest } from './digest.js'

export interface Connection {
  readonly name: string
  readonly protocol: 'saml' | 'oidc'
  readonly organization: OrganizationRecord
  readonly preset: ServicePreset
  /** Entity ID or issuer: whom it trusts. */
  readonly idp: string
  /** As declared; otherwise as guessed from whom it trusts. */
  readonly idpKind: IdpKind
  readonly attributeMapping: AttributeMapping
  readonly justInTimeProvisioning: boolean
  readonly settings: ConnectionSettings | undefined
  readonly loginUrl: string
  /** Another with every change, and for another connection of the same name. */
  readonly revision: string
  /** Of everything that matters to a sign-in. Not the organization's groups and rules: they are no part of the trust. Computed when asked for. */
  readonly digest: string
}

const samlDigest = ({ connection, preset, endpoints }: Trust): string => {
  const { readAt: _, ...idp } = connection.idp
  return configDigest({
    protocol: 'saml',
    preset: preset.key,
    input: connection.input,
    idp,
    endpoints,
    attributeNames: attributeNames(preset, connection.input.attributeMapping),
  })
}

/** What happens to hold beside the decisions: when the IdP was asked, whose key we signed with, which secret it is. */
const oidcDigest = ({ connection, preset, endpoints }: OidcTrust): string => {
  const { readAt: _, ...idp } = connection.idp
  return configDigest({
    protocol: 'oidc',
    preset: preset.key,
    input: connection.input,
    secret: connection.secret?.version,
    clientKey: connection.clientKey?.keyId,
    idp,
    endpoints,
    attributeNames: attributeNames(preset, connection.input.attributeMapping),
  })
}

const revisionOf = (protocol: string, { createdAt, version }: Managed): string =>
  `${protocol} ${createdAt.getTime()} ${version}`

const made = new WeakMap<Trust, Connection>()

/** One for each trust: V8 makes a hidden class of its own for every object with an accessor. */
export function connectionOf(trust: Trust): Connection {
  const known = made.get(trust) ?? samlConnectionOf(trust)
  made.set(trust, known)
  return known
}

const samlConnectionOf = (trust: Trust): Connection => {
  const { connection, organization, preset, endpoints } = trust
  const { input, idp } = connection
  const { attributeMapping, justInTimeProvisioning, settings } = input
  return {
    ...{ name: connection.name, protocol: 'saml', organization, preset },
    ...{ idp: idp.entityId, idpKind: settings?.idpKind ?? idpKindOf(idp.entityId) },
    ...{ attributeMapping, justInTimeProvisioning, settings, loginUrl: endpoints.loginUrl },
    revision: revisionOf('saml', connection),
    get digest() {
      return samlDigest(trust)
    },
  }
}

export const oidcConnectionOf = (trust: OidcTrust): Connection => {
  const { connection, organization, preset, endpoints } = trust
  const { input, idp } = connection
  const { attributeMapping, justInTimeProvisioning, settings } = input
  return {
    ...{ name: connection.name, protocol: 'oidc', organization, preset },
    ...{ idp: oidcIdpName(idp), idpKind: settings?.idpKind ?? idp.idpKind },
    ...{ attributeMapping, justInTimeProvisioning, settings, loginUrl: endpoints.loginUrl },
    revision: revisionOf('oidc', connection),
    get digest() {
      return oidcDigest(trust)
    },
  }
}

export async function findConnection(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<Connection | undefined> {
  const saml = await findTrust(reads, publicUrl, name)
  if (saml) return connectionOf(saml)
  const oidc = await findOidcTrust(reads, publicUrl, name)
  return oidc && oidcConnectionOf(oidc)
}

/** @throws Refusal `not-found` */
export async function getConnection(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<Connection> {
  const found = await findConnection(reads, publicUrl, name)
  if (found) return found
  throw notFound(`connection "${name}"`)
}
