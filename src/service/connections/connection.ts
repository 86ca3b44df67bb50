/** A connection whatever it speaks: what its tests, its activation and the ways to it need to know. A protocol joins by a branch of `findConnection`. */
import { attributeNames, type ServicePreset } from '../../core/index.js'
import { notFound } from '../admin/answers.js'
import { findTrust, type Trust } from '../sign-in/trust.js'
import type { OrganizationRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { configDigest } from './digest.js'

export interface Connection {
  readonly name: string
  readonly protocol: 'saml' | 'oidc'
  readonly organization: OrganizationRecord
  readonly preset: ServicePreset
  /** Entity ID or issuer: whom it trusts. */
  readonly idp: string
  readonly loginUrl: string
  /** Of everything that matters to a sign-in. Not the organization's groups and rules: they are no part of the trust. */
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

export const connectionOf = (trust: Trust): Connection => ({
  name: trust.connection.name,
  protocol: 'saml',
  organization: trust.organization,
  preset: trust.preset,
  idp: trust.connection.idp.entityId,
  loginUrl: trust.endpoints.loginUrl,
  digest: samlDigest(trust),
})

export async function findConnection(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<Connection | undefined> {
  const trust = await findTrust(reads, publicUrl, name)
  return trust && connectionOf(trust)
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
