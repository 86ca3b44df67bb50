/** The service as an Entra app registration that speaks OpenID Connect. */
import { Application } from '@cdktf/provider-azuread/lib/application/index.js'
import { ApplicationPasswordA } from '@cdktf/provider-azuread/lib/application-password/index.js'
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal/index.js'
import type { TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import { supportedAzuread } from '../terraform.js'
import { waive, type Waiver } from '../waiver.js'
import { assignGroups, defaultAccess, type EntraAppOptions } from './assignments.js'
import { EntraGroupClaims, type EntraGroupClaimsProps } from './group-claims.js'

const kind = Symbol.for('mortise.EntraOidcApp')

/** What an EntraOidcApp is made of. */
export interface EntraOidcAppProps extends EntraAppOptions {
  /** Name of the app in Entra. */
  readonly displayName: string
  /** Where Entra sends the person back: exactly one (T71). */
  readonly redirectUri: string
  /**
   * The groups claim (T46).
   * @default - none
   */
  readonly groupClaim?: EntraGroupClaimsProps
  /**
   * Claims the ID Token shall hold which Entra leaves out by itself: `email`, `family_name`, `given_name`, `upn`.
   * https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
   * @default - none
   */
  readonly optionalClaims?: readonly string[]
  /**
   * Make a client secret.
   * @default true
   */
  readonly clientSecret?: boolean
  /**
   * Accepts that Terraform keeps the client secret in its state: the provider has no other way to give it out.
   * @default - none: refused, unless `clientSecret` is false
   */
  readonly secretInState?: Waiver
  /**
   * RFC 3339 time until which the client secret is valid.
   * @default - two years, the provider's own
   */
  readonly clientSecretEndDate?: string
  /**
   * Change it to have another client secret made. The old one goes when whatever takes the secret has the new one.
   * @default 1
   */
  readonly clientSecretVersion?: number
  /**
   * Let the browser carry an ID Token without a code: for services that know no client secret (T73).
   * @default false
   */
  readonly implicitIdToken?: boolean
}

/**
 * `azuread_application`, its service principal and its secret; version 2.0 tokens.
 *
 * Logical ids (public API): `azuread_application.<id>`, and below it `ServicePrincipal`, `Secret`, `Assignment-<group>`.
 */
export class EntraOidcApp extends Construct {
  /** Versions of the azuread provider this construct was written for. */
  static readonly supports = supportedAzuread

  /** True for apps of any copy of this class. */
  static isEntraOidcApp(value: unknown): value is EntraOidcApp {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The application: the escape hatch. */
  readonly binding: Application
  /** Its service principal. */
  readonly servicePrincipal: ServicePrincipal
  /** For the service. Sensitive; in Terraform's state. */
  readonly clientSecret: string | undefined
  private readonly provider: { readonly provider?: TerraformProvider }

  /** @throws RefusedConstruct `group-names-need-assignment`, or `secret-in-state` without a waiver */
  constructor(scope: Construct, id: string, props: EntraOidcAppProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    this.provider = props.provider ? { provider: props.provider } : {}
    this.binding = this.application(props)
    this.servicePrincipal = new ServicePrincipal(this, 'ServicePrincipal', {
      ...this.provider,
      ...(props.ownerIds ? { owners: [...props.ownerIds] } : {}),
      clientId: this.binding.clientId,
      appRoleAssignmentRequired: !(props.openToEveryone ?? false),
      featureTags: [{ enterprise: true, hide: props.hideIcon ?? false }],
    })
    this.clientSecret = this.secret(props)
    assignGroups(this, this.servicePrincipal.objectId, defaultAccess, props)
  }

  /** As administrators read it in the list of apps. */
  get displayName(): string {
    return this.binding.displayNameInput ?? this.binding.displayName
  }

  /** For the service: *Application (client) ID*. */
  get clientId(): string {
    return this.binding.clientId
  }

  /** For the service: *Directory (tenant) ID*. */
  get tenantId(): string {
    return this.servicePrincipal.applicationTenantId
  }

  /** Issuer of the ID Tokens (T75). */
  get issuer(): string {
    return `https://login.microsoftonline.com/${this.tenantId}/v2.0`
  }

  private application(props: EntraOidcAppProps): Application {
    const groups = props.groupClaim && new EntraGroupClaims(props.groupClaim)
    groups?.checkAt(this)
    const idToken = [
      ...(groups?.optionalClaims ?? []),
      ...(props.optionalClaims ?? []).map((name) => ({ name })),
    ]
    return new Application(this, 'Default', {
      ...this.provider,
      ...(props.ownerIds ? { owners: [...props.ownerIds] } : {}),
      ...(groups ? { groupMembershipClaims: groups.membershipClaims } : {}),
      ...(idToken.length > 0 ? { optionalClaims: { idToken } } : {}),
      displayName: props.displayName,
      signInAudience: 'AzureADMyOrg',
      preventDuplicateNames: true,
      api: { requestedAccessTokenVersion: 2 },
      web: {
        redirectUris: [props.redirectUri],
        implicitGrant: {
          idTokenIssuanceEnabled: props.implicitIdToken ?? false,
          accessTokenIssuanceEnabled: false,
        },
      },
    })
  }

  private secret(props: EntraOidcAppProps): string | undefined {
    const { clientSecret = true, clientSecretEndDate, clientSecretVersion, secretInState } = props
    if (!clientSecret) return undefined
    const password = new ApplicationPasswordA(this, 'Secret', {
      ...this.provider,
      ...(clientSecretEndDate ? { endDate: clientSecretEndDate } : {}),
      applicationId: this.binding.id,
      displayName: 'Mortise',
      rotateWhenChanged: { version: String(clientSecretVersion ?? 1) },
      lifecycle: { createBeforeDestroy: true },
    })
    waive(this, password, secretInState, {
      secret: 'the client secret',
      path: 'secretInState',
      source:
        'https://registry.terraform.io/providers/hashicorp/azuread/latest/docs/resources/application_password',
    })
    return password.value
  }
}
