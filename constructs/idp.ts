/** What a Federation asks of an IdP: build your side for this SP, and say how you are trusted. Each IdP answers in its own folder. */
import type { ITerraformDependable } from 'cdktf'
import type { Construct, IConstruct } from 'constructs'
import type { ClaimOptions, Claims, GroupClaim, IdpKind, SamlServiceProvider } from './claims.js'
import type { IDirectory, IOidcConnection, OidcTrust } from './service-provider/index.js'
import type { Waiver } from './waiver.js'

/** What an IdP builds its side from. */
export interface SamlAppRequest extends ClaimOptions {
  /** Endpoints and attribute names; none of them refers to a resource of the service. */
  readonly connection: SamlServiceProvider
  /** What the IdP shall say of a person. */
  readonly claims: Claims
}

/** How the service is told to trust the IdP: metadata URL, metadata XML, or by hand. One of the three. */
export interface SamlTrust {
  /** URL of the metadata, https. @default - told by idpMetadataXml or by hand */
  readonly idpMetadataUrl?: string
  /** The metadata itself. @default - told by idpMetadataUrl or by hand */
  readonly idpMetadataXml?: string
  /** Entity ID; with idpSsoUrl and certificates. @default - taken from the metadata */
  readonly idpEntityId?: string
  /** Where AuthnRequests go (HTTP-Redirect); with idpEntityId and certificates. @default - taken from the metadata */
  readonly idpSsoUrl?: string
  /** Signing certificates, PEM or base64 DER; with idpEntityId and idpSsoUrl. @default - taken from the metadata */
  readonly certificates?: readonly string[]
}

/** What an IdP that shall provision is told. */
export interface ProvisioningRequest {
  /** Where it pushes to. */
  readonly directory: IDirectory
  /** What it proves itself with: a reference, never a literal. */
  readonly token: string
  /** Where a person finds the token, for steps. @default - what Terraform was given */
  readonly tokenFrom?: string
  /** What must be there before the token works. */
  readonly after: readonly ITerraformDependable[]
  /** Accepts that Terraform keeps the token in its state, where the IdP's provider has no other way. @default - refused */
  readonly secretInState?: Waiver
  /** Start provisioning at once. @default true */
  readonly enabled?: boolean
}

/** The IdP's side, built. */
export interface IdpBinding {
  /**
   * Lets this very app provision as well (T04): builds what that takes as child `id` of `scope`.
   * @default - this IdP cannot be told to
   */
  readonly provision?: (scope: Construct, id: string, request: ProvisioningRequest) => void
}

/** The IdP's side of a SAML connection, built. */
export interface SamlIdpBinding extends IdpBinding {
  /** What the connection is told. */
  readonly trust: SamlTrust
  /** What must be there before the service reads the metadata. @default - nothing but what `trust` refers to */
  readonly dependsOn?: readonly ITerraformDependable[]
}

/** An IdP as a Federation takes it. */
export interface ISamlIdp {
  /** Which IdP it is, for services that treat one differently from another (S51, T03). @default - the service guesses */
  readonly idpKind?: IdpKind
  /** The claims with what this IdP dictates filled in, such as a name that cannot be changed. `fields` are those the service knows. */
  settleClaims(claims: Claims, fields: readonly string[]): Claims
  /** Builds this IdP's side below `scope`. Called once per federation. */
  bindSaml(scope: Construct, request: SamlAppRequest): SamlIdpBinding
}

/** The groups an ID Token shall name. */
export interface NamedGroupClaim extends GroupClaim {
  /** Name of the claim. */
  readonly name: string
}

/** What an IdP builds an OpenID Connect app from. */
export interface OidcAppRequest {
  /** Endpoints and claim names; none of them refers to a resource of the service. */
  readonly connection: IOidcConnection
  /** The groups it shall send, with the claim's name. @default - none */
  readonly groups?: NamedGroupClaim
}

/** The IdP's side of an OpenID Connect connection, built. */
export interface OidcIdpBinding extends IdpBinding {
  /** What the connection is told. */
  readonly trust: OidcTrust
  /** What must be there before the service reads the discovery document. @default - nothing but what `trust` refers to */
  readonly dependsOn?: readonly ITerraformDependable[]
}

/** An IdP as a Federation takes it, by OpenID Connect. */
export interface IOidcIdp {
  /** Which IdP it is, for services that treat one differently from another (T03). @default - the service guesses */
  readonly idpKind?: IdpKind
  /** The claims with what this IdP dictates filled in. @default - as they are said */
  settleClaims?(construct: IConstruct, claims: Claims): Claims
  /** Builds this IdP's side below `scope`. Called once per federation. */
  bindOidc(scope: Construct, request: OidcAppRequest): OidcIdpBinding
}

/** An IdP in front of which a broker stands: the broker wants its facts one by one (T47). */
export interface IBrokeredIdp {
  /** Builds the app for the broker below `scope`. */
  bindBroker(scope: Construct, request: SamlAppRequest): BrokeredIdpFacts
}

/** What a broker trusts. */
export interface BrokeredIdpFacts {
  /** Issuer of its assertions. */
  readonly entityId: string
  /** Where AuthnRequests go. */
  readonly ssoUrl: string
  /** base64 DER, no PEM armour. */
  readonly certificate: string
}
