/** An organization's sign-in trust with one SAML IdP. Its endpoints follow from names alone, so IdP and service can be built in any order. */
import { Fn, Token } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import {
  attributeNames,
  checkSamlConnection,
  enterpriseKeyUrl,
  parseSamlConnection,
  samlEndpoints,
  settingsFor,
  type SamlEndpoints,
} from '../../src/core/index.js'
import { MortiseSamlConnection } from '../bindings/index.js'
import { parseFor } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import type { AttributeMapping } from './attribute-mapping.js'
import type { IConnection } from './connection.js'
import type { IOrganization } from './organization.js'
import { checkName, presetFor } from './checks.js'
import { providerArgument, providerFor, type MortiseProvider } from './provider.js'
import type { SamlPolicy } from './saml-policy.js'
import {
  literalSettings,
  settingsIn,
  withoutSettings,
  type ConnectionSettings,
} from './settings.js'

const kind = Symbol.for('mortise.SamlConnection')

/** A SAML connection, made here or elsewhere: all an IdP has to be told. But for `nameRef`, none of it refers to a Terraform resource, so nothing waits. */
export interface ISamlConnection extends IConnection {
  /** Where Responses are posted. Okta: *Single sign-on URL*; Entra: *Reply URL*. */
  readonly acsUrl: string
  /** Our name at the IdP. Okta: *Audience URI*; Entra: *Identifier*. */
  readonly spEntityId: string
  /** Our metadata document. */
  readonly spMetadataUrl: string
  /**
   * Where a person begins by the organization's enterprise key, for an IdP's portal (S08); undefined where the service has no
   * such way. It serves organizations with one connection.
   */
  readonly enterpriseKeyUrl?: string
  /** May the IdP begin a sign-in (S08, Q07)? As the preset says, or the connection where the preset leaves it open. */
  readonly idpInitiated: boolean
  /** The attribute names in force: what the IdP must send (S09, S10). */
  readonly attributeNames: AttributeMapping
}

/** What is to be said of a SAML connection that exists already. */
export interface ExistingSamlConnectionProps extends Pick<
  ConnectionSettings,
  'idpKind' | 'audience' | 'idpInitiated'
> {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /**
   * Profile field → name of the attribute that fills it.
   * @default - the names the preset expects
   */
  readonly attributeMapping?: AttributeMapping
}

/** What a SamlConnection is made of. The IdP is told in exactly one of three ways: metadata URL, metadata XML, or by hand. */
export interface SamlConnectionProps extends ExistingSamlConnectionProps, ConnectionSettings {
  /** 1 to 63 lower-case letters, digits and hyphens, beginning with a letter. Part of every URL; changing it replaces the connection. */
  readonly name: string
  /**
   * URL of the IdP's metadata, https (http on loopback); the service reads it at registration.
   * @default - the IdP is told by idpMetadataXml or by hand
   */
  readonly idpMetadataUrl?: string
  /**
   * The IdP's metadata itself, such as the `metadata` of an `okta_app_saml`; at most 5 MB.
   * @default - the IdP is told by idpMetadataUrl or by hand
   */
  readonly idpMetadataXml?: string
  /**
   * The IdP's entity ID; with idpSsoUrl and certificates.
   * @default - taken from the metadata
   */
  readonly idpEntityId?: string
  /**
   * Where AuthnRequests go (HTTP-Redirect); with idpEntityId and certificates.
   * @default - taken from the metadata
   */
  readonly idpSsoUrl?: string
  /**
   * The IdP's signing certificates, PEM or base64 DER, at most 10; with idpEntityId and idpSsoUrl.
   * @default - taken from the metadata
   */
  readonly certificates?: readonly string[]
  /**
   * Create people at their first sign-in; otherwise only known people may sign in.
   * @default true
   */
  readonly justInTimeProvisioning?: boolean
  /**
   * How strictly the IdP is trusted, and how it is asked.
   * @default - the safe choices
   */
  readonly policy?: SamlPolicy
}

abstract class SamlConnectionBase extends Construct implements ISamlConnection {
  readonly organization: IOrganization
  readonly name: string
  readonly acsUrl: string
  readonly spEntityId: string
  readonly spMetadataUrl: string
  readonly loginUrl: string
  readonly enterpriseKeyUrl?: string
  readonly idpInitiated: boolean
  readonly attributeNames: AttributeMapping
  abstract readonly nameRef: string
  protected readonly provider: MortiseProvider

  constructor(scope: Construct, id: string, name: string, props: ExistingSamlConnectionProps) {
    super(scope, id)
    checkName(this, name)
    const { organization, attributeMapping = {} } = props
    this.provider = providerFor(this, organization.provider)
    const endpoints = endpointsOf(this, this.provider.serviceUrl, name, props)
    this.organization = organization
    this.name = name
    this.acsUrl = endpoints.acsUrl
    this.spEntityId = endpoints.spEntityId
    this.spMetadataUrl = endpoints.spMetadataUrl
    this.loginUrl = endpoints.loginUrl
    const keyUrl = keyUrlOf(this.provider, organization)
    if (keyUrl !== undefined) this.enterpriseKeyUrl = keyUrl
    const preset = presetFor(this, organization.preset)
    this.idpInitiated = settingsFor(preset, literalSettings(props)).idpInitiated
    this.attributeNames = attributeNames(preset, { ...attributeMapping })
  }
}

/**
 * An organization's sign-in trust with one SAML IdP.
 *
 * Logical ids (public API): `mortise_saml_connection.<id>`.
 */
export class SamlConnection extends SamlConnectionBase {
  /** True for connections managed by this app, of any copy of this class. */
  static isSamlConnection(value: unknown): value is SamlConnection {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A connection that exists already and is managed elsewhere: its endpoints follow from its name. */
  static fromSamlConnectionName(
    scope: Construct,
    id: string,
    name: string,
    props: ExistingSamlConnectionProps,
  ): ISamlConnection {
    return new ExistingSamlConnection(scope, id, name, props)
  }

  /** The L1 class: the escape hatch. */
  readonly binding: MortiseSamlConnection

  /** The name as Terraform reference: whatever uses it waits for the connection. */
  get nameRef(): string {
    return this.binding.name
  }

  /** @throws RefusedConstruct `invalid-input`, `idp-source-ambiguous`, `certificate-malformed`, `unknown-mapping-field` or `setting-not-offered` */
  constructor(scope: Construct, id: string, props: SamlConnectionProps) {
    super(scope, id, props.name, props)
    Object.defineProperty(this, kind, { value: true })
    checkConnection(this, props)
    const { organization, attributeMapping, ...rest } = withoutSettings(props)
    this.binding = new MortiseSamlConnection(this, 'Default', {
      ...rest,
      ...providerArgument(this.provider),
      organization: organization.nameRef,
      attributeMapping: attributeMapping && { ...attributeMapping },
      settings: settingsIn(props),
    })
  }
}

/** A name only Terraform knows cannot be written into a query here. */
const keyUrlOf = (
  { serviceUrl }: MortiseProvider,
  { name, preset }: IOrganization,
): string | undefined =>
  Token.isUnresolved(name) ? undefined : enterpriseKeyUrl(serviceUrl, preset, name)

/** Of a URL only Terraform knows, Terraform itself must take the `www.` away (Q06); core could not see it. */
function endpointsOf(
  construct: IConstruct,
  serviceUrl: string,
  name: string,
  { organization: { preset }, idpKind, audience }: ExistingSamlConnectionProps,
): SamlEndpoints {
  const settings = { idpKind, audience }
  const endpoints = parseFor(construct, () => samlEndpoints(serviceUrl, preset, name, settings))
  const { withoutWww } = presetFor(construct, preset).audience
  if (audience !== undefined || !withoutWww || !Token.isUnresolved(serviceUrl)) return endpoints
  return { ...endpoints, spEntityId: Fn.replace(endpoints.spEntityId, '://www.', '://') }
}

class ExistingSamlConnection extends SamlConnectionBase {
  get nameRef(): string {
    return this.name
  }
}

function checkConnection(construct: IConstruct, props: SamlConnectionProps): void {
  const preset = presetFor(construct, props.organization.preset)
  parseFor(construct, () => checkSamlConnection(preset, parseSamlConnection(literalInput(props))))
}

const literalInput = (props: SamlConnectionProps) => ({
  organization: standIns.name,
  idpMetadataUrl: literalOr(props.idpMetadataUrl, standIns.url),
  idpMetadataXml: literalOr(props.idpMetadataXml, standIns.xml),
  idpEntityId: literalOr(props.idpEntityId, standIns.label),
  idpSsoUrl: literalOr(props.idpSsoUrl, standIns.url),
  certificates: literalCertificates(props.certificates),
  attributeMapping: literalMapping(props.attributeMapping),
  justInTimeProvisioning: literalOr(props.justInTimeProvisioning, true),
  settings: literalSettings(props),
  policy: literalPolicy(props.policy ?? {}),
})

const literalPolicy = (policy: SamlPolicy): object =>
  Object.fromEntries(Object.entries(policy).filter(([, chosen]) => !Token.isUnresolved(chosen)))

function literalCertificates(given: readonly string[] | undefined): readonly string[] | undefined {
  const certificates = literalOr(given, [standIns.certificate])
  return certificates?.map((certificate) => literalOr(certificate, standIns.certificate))
}

function literalMapping(mapping: AttributeMapping = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping).map(([field, attribute]) => [
      field,
      literalOr(attribute, standIns.label),
    ]),
  )
}
