/** What an IdP says of itself when it is asked: its SAML metadata, or its discovery document. Somebody else asks; here it is data. */
import type { Json } from '../program/index.js'

/** SAML metadata, as far as a connection trusts and uses it. */
export interface PublishedMetadata {
  readonly protocol: 'saml'
  readonly url: string
  readonly entityId: string
  /** Where AuthnRequests may go, whatever the binding. */
  readonly ssoUrls: readonly string[]
  /** Signing certificates, PEM. */
  readonly certificates: readonly string[]
  readonly wantsSignedRequests: boolean
}

/** OpenID Connect Discovery §3, nothing of it believed yet. */
export interface PublishedDiscovery {
  readonly protocol: 'oidc'
  readonly url: string
  readonly document: Json
}

/** It could not be read, or not be understood. */
export interface PublishedNothing {
  readonly protocol: 'none'
  readonly url: string
  /** Code of the refusal. */
  readonly code: string
  readonly detail: string
}

export type Published = PublishedMetadata | PublishedDiscovery | PublishedNothing

/** By the name of the connection. */
export type PublishedBy = ReadonlyMap<string, Published>
