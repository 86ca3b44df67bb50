/** An organization's sign-in trust with one OpenID Connect IdP. Its endpoints follow from names alone; its client secret is kept in no plan and no state. */
import { Token } from 'cdktf'
import { Construct } from 'constructs'
import {
  attributeNames,
  checkOidcConnection,
  oidcEndpoints,
  parseOidcConnection,
} from '../../src/core/index.js'
import { MortiseOidcConnection } from '../bindings/index.js'
import { parseFor } from '../refusal.js'
import { guardSecret, type SecretWords } from '../secret.js'
import { literalOr, standIns } from '../tokens.js'
import type { AttributeMapping } from './attribute-mapping.js'
import { checkName, presetFor } from './checks.js'
import type { IConnection } from './connection.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor, type MortiseProvider } from './provider.js'
import {
  literalSettings,
  settingsIn,
  withoutSettings,
  type ConnectionSettings,
} from './settings.js'

const kind = Symbol.for('mortise.OidcConnection')

/** An OpenID Connect connection, made here or elsewhere. But for `nameRef`, nothing of it refers to a Terraform resource. */
export interface IOidcConnection extends IConnection {
  /** Where the IdP sends a person back. Okta: *Sign-in redirect URI*; Entra: *Redirect URI* (S20, T71). */
  readonly redirectUri: string
  /** Our public keys, for an IdP we prove ourselves to by `private_key_jwt`. */
  readonly jwksUrl: string
  /** The claim names in force: what the IdP must send. */
  readonly attributeNames: AttributeMapping
}

/** What is to be said of an OpenID Connect connection that exists already. */
export interface ExistingOidcConnectionProps {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /**
   * Profile field → name of the claim that fills it.
   * @default - the names the preset expects
   */
  readonly attributeMapping?: AttributeMapping
}

/** How the service is told to trust an OpenID Connect IdP: it is named in one of four ways. */
export interface OidcTrust {
  /** The IdP's issuer, to the letter as its discovery document says it. @default - named otherwise */
  readonly issuer?: string
  /** Okta: the domain, such as `acme.okta.com` (S21). @default - named otherwise */
  readonly oktaDomain?: string
  /** Entra: the Directory (tenant) ID (T73). @default - named otherwise */
  readonly entraTenantId?: string
  /** Google: the primary domain of the Workspace; accounts of others are refused. @default - named otherwise */
  readonly googleHostedDomain?: string
  /** The app's client ID. */
  readonly clientId: string
  /**
   * How the service proves who it is when it redeems a code: by a secret, by a key of its own that it publishes at `jwksUrl`,
   * or as a public client by PKCE alone.
   * @default 'client_secret_basic'
   */
  readonly clientAuthentication?:
    'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  /**
   * The client secret: the value of a {@link SecretVariable}, or another reference; never a literal. It goes into a
   * write-only argument (Terraform 1.11).
   * @default - none
   */
  readonly clientSecret?: string
  /**
   * Change it to send another client secret.
   * @default 1
   */
  readonly clientSecretVersion?: number
  /**
   * An authorization code with PKCE, or the ID Token itself where no secret is agreed on (T73).
   * @default 'code'
   */
  readonly responseType?: 'code' | 'id_token'
  /**
   * How the browser brings the answer back; an ID Token comes by form post only (T48).
   * @default 'query'
   */
  readonly responseMode?: 'query' | 'form_post'
}

/** What an OidcConnection is made of. */
export interface OidcConnectionProps
  extends ExistingOidcConnectionProps, ConnectionSettings, OidcTrust {
  /** 1 to 63 lower-case letters, digits and hyphens, beginning with a letter. Part of every URL; changing it replaces the connection. */
  readonly name: string
  /**
   * What is asked for beside `openid`.
   * @default - email and profile
   */
  readonly scopes?: readonly string[]
  /**
   * How many seconds ago a person may have proven to the IdP who they are.
   * @default - any time
   */
  readonly maxAgeSeconds?: number
  /**
   * Create people at their first sign-in; otherwise only known people may sign in.
   * @default true
   */
  readonly justInTimeProvisioning?: boolean
}

const words: SecretWords = {
  name: 'clientSecret',
  remedy:
    'Pass the value of a SecretVariable, or of a TerraformVariable with sensitive: true and no default.',
}

abstract class OidcConnectionBase extends Construct implements IOidcConnection {
  readonly organization: IOrganization
  readonly name: string
  readonly redirectUri: string
  readonly loginUrl: string
  readonly jwksUrl: string
  readonly attributeNames: AttributeMapping
  abstract readonly nameRef: string
  protected readonly provider: MortiseProvider

  constructor(scope: Construct, id: string, name: string, props: ExistingOidcConnectionProps) {
    super(scope, id)
    checkName(this, name)
    const { organization, attributeMapping } = props
    this.provider = providerFor(this, organization.provider)
    const { serviceUrl } = this.provider
    const endpoints = parseFor(this, () => oidcEndpoints(serviceUrl, organization.preset, name))
    this.organization = organization
    this.name = name
    this.redirectUri = endpoints.redirectUri
    this.loginUrl = endpoints.loginUrl
    this.jwksUrl = endpoints.jwksUrl
    const preset = presetFor(this, organization.preset)
    this.attributeNames = attributeNames(preset, { ...attributeMapping })
  }
}

/**
 * An organization's sign-in trust with one OpenID Connect IdP (S02, T07, T70).
 *
 * Logical ids (public API): `mortise_oidc_connection.<id>`.
 */
export class OidcConnection extends OidcConnectionBase {
  /** True for connections managed by this app, of any copy of this class. */
  static isOidcConnection(value: unknown): value is OidcConnection {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A connection that exists already and is managed elsewhere: its endpoints follow from its name. */
  static fromOidcConnectionName(
    scope: Construct,
    id: string,
    name: string,
    props: ExistingOidcConnectionProps,
  ): IOidcConnection {
    return new ExistingOidcConnection(scope, id, name, props)
  }

  /** The L1 class: the escape hatch. */
  readonly binding: MortiseOidcConnection

  /**
   * @throws RefusedConstruct `secret-in-code` for a literal secret, `protocol-unsupported` under a preset without OIDC, and
   *   what core refuses: `idp-source-ambiguous`, `idp-choice-not-offered`, `client-authentication-required`, …
   */
  constructor(scope: Construct, id: string, props: OidcConnectionProps) {
    super(scope, id, props.name, props)
    Object.defineProperty(this, kind, { value: true })
    guardSecret(this, props.clientSecret, words)
    checkConnection(this, props)
    const { organization, attributeMapping, scopes, clientSecret, clientSecretVersion, ...rest } =
      withoutSettings(props)
    this.binding = new MortiseOidcConnection(this, 'Default', {
      ...rest,
      ...providerArgument(this.provider),
      organization: organization.nameRef,
      attributeMapping: attributeMapping && { ...attributeMapping },
      scopes: scopes && [...scopes],
      clientSecretWo: clientSecret,
      clientSecretWoVersion: clientSecretVersion,
      settings: settingsIn(props),
    })
  }

  /** The name as Terraform reference: whatever uses it waits for the connection. */
  get nameRef(): string {
    return this.binding.name
  }
}

class ExistingOidcConnection extends OidcConnectionBase {
  get nameRef(): string {
    return this.name
  }
}

function checkConnection(construct: Construct, props: OidcConnectionProps): void {
  const preset = presetFor(construct, props.organization.preset)
  parseFor(construct, () => {
    checkOidcConnection(preset, parseOidcConnection(literalInput(props)).input)
  })
}

/** How we authenticate and are answered has no stand-in: much hangs on it, so what is not known there is left to the plan. */
const literalInput = (props: OidcConnectionProps) => ({
  organization: standIns.name,
  issuer: literalOr(props.issuer, standIns.url),
  oktaDomain: literalOr(props.oktaDomain, standIns.domain),
  entraTenantId: literalOr(props.entraTenantId, standIns.name),
  googleHostedDomain: literalOr(props.googleHostedDomain, standIns.domain),
  clientId: literalOr(props.clientId, standIns.name),
  clientAuthentication: literalOr(props.clientAuthentication, undefined),
  clientSecret: props.clientSecret === undefined ? undefined : standIns.name,
  responseType: literalOr(props.responseType, undefined),
  responseMode: literalOr(props.responseMode, undefined),
  scopes: literalOr(props.scopes, undefined)?.filter((scope) => !Token.isUnresolved(scope)),
  maxAgeSeconds: literalOr(props.maxAgeSeconds, undefined),
  attributeMapping: Object.fromEntries(
    Object.entries(props.attributeMapping ?? {}).map(([field, claim]) => [
      field,
      literalOr<string>(claim as string, standIns.label),
    ]),
  ),
  settings: literalSettings(props),
})
