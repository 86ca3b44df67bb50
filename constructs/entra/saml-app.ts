/** The service as an Entra enterprise application that speaks SAML. What the console calls six sections is one construct, in the only order Entra accepts. */
import { Application } from '@cdktf/provider-azuread/lib/application/index.js'
import { ApplicationIdentifierUri } from '@cdktf/provider-azuread/lib/application-identifier-uri/index.js'
import { ApplicationRedirectUris } from '@cdktf/provider-azuread/lib/application-redirect-uris/index.js'
import { ClaimsMappingPolicy } from '@cdktf/provider-azuread/lib/claims-mapping-policy/index.js'
import { DataAzureadApplicationTemplate } from '@cdktf/provider-azuread/lib/data-azuread-application-template/index.js'
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal/index.js'
import { ServicePrincipalClaimsMappingPolicyAssignment } from '@cdktf/provider-azuread/lib/service-principal-claims-mapping-policy-assignment/index.js'
import { ServicePrincipalTokenSigningCertificate } from '@cdktf/provider-azuread/lib/service-principal-token-signing-certificate/index.js'
import type { TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import type { ClaimOptions, Claims, SamlServiceProvider } from '../claims.js'
import { labelOf } from '../labels.js'
import { resolveClaims, type ResolvedClaims } from '../resolve-claims.js'
import { supportedAzuread } from '../terraform.js'
import { assignGroups, type EntraAppOptions } from './assignments.js'
import { claimsPolicy } from './claims-policy.js'
import { EntraGroupClaims, type EntraGroupScope } from './group-claims.js'
import { groupNameStep } from './steps.js'
import { checkTemplate, nonGalleryTemplate, roleFor, templateRoles } from './template.js'

const kind = Symbol.for('mortise.EntraSamlApp')

/** What a person decides about the app; the rest follows from the connection. */
export interface EntraSamlAppOptions extends EntraAppOptions {
  /**
   * Name of the app in Entra.
   * @default - the service's title and the connection's name
   */
  readonly displayName?: string
  /**
   * Name of a gallery application to start from. `Sonarqube` is refused: it is not the service's, and its settings stand in the way (S40).
   * @default - none: the non-gallery application
   */
  readonly galleryTemplate?: string
  /**
   * Where My Apps sends a person. Without it Entra begins the sign-in itself. The page's own, by enterprise key (S08), is
   * `connection.enterpriseKeyUrl`; it serves organizations with one connection.
   * @default - the connection's login URL unless the IdP may begin a sign-in (S08)
   */
  readonly signOnUrl?: string
  /**
   * Which of a person's groups are sent.
   * @default 'ApplicationGroup' (S45)
   */
  readonly groupScope?: EntraGroupScope
  /**
   * RFC 3339 time until which the signing certificate is valid.
   * @default - three years, Entra's own
   */
  readonly certificateEndDate?: string
  /**
   * Who is told before the certificate expires.
   * @default - nobody
   */
  readonly notificationEmails?: readonly string[]
}

/** What an EntraSamlApp is made of. */
export interface EntraSamlAppProps extends EntraSamlAppOptions, ClaimOptions {
  /** The SP: a SamlConnection, or what is known ahead of one. */
  readonly connection: SamlServiceProvider
  /** What Entra shall say of a person. @default - what the preset requires, as documented (S44, S45) */
  readonly claims?: Claims
}

/**
 * Application, service principal, identifier, reply URL, claims policy and signing certificate. An identifier of a domain
 * the tenant does not own is accepted only after the service principal is in SAML mode (azuread #797), hence a resource of its own.
 *
 * Response signing and token encryption are not in the provider (#1364): see the manual steps of the contract.
 *
 * Logical ids (public API): `azuread_application.<id>`, and below it `ServicePrincipal`, `Identifier`, `ReplyUrl`,
 * `ClaimsPolicy`, `ClaimsPolicyAssignment`, `Certificate`, `Assignment-<group>`.
 */
export class EntraSamlApp extends Construct {
  /** Versions of the azuread provider this construct was written for. */
  static readonly supports = supportedAzuread

  /** True for apps of any copy of this class. */
  static isEntraSamlApp(value: unknown): value is EntraSamlApp {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The application: the escape hatch. */
  readonly binding: Application
  /** Its service principal, which Entra's console calls the enterprise application. */
  readonly servicePrincipal: ServicePrincipal
  /** Signs assertions. */
  readonly certificate: ServicePrincipalTokenSigningCertificate
  /** What Entra sends. */
  readonly claims: ResolvedClaims
  private readonly provider: { readonly provider?: TerraformProvider }

  /** @throws RefusedConstruct `gallery-template-refused`, `group-names-need-assignment`, `claim-name-drift`, `claim-source-ambiguous`, `claim-source-missing`, `claim-name-twice` or `unknown-claim` */
  constructor(scope: Construct, id: string, props: EntraSamlAppProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkTemplate(this, props)
    this.provider = props.provider ? { provider: props.provider } : {}
    this.claims = resolveClaims(this, { ...props, idp: 'entra' })
    this.binding = this.application(props)
    this.servicePrincipal = this.samlPrincipal(props)
    this.endpoints(props.connection)
    this.policy(props)
    this.certificate = new ServicePrincipalTokenSigningCertificate(this, 'Certificate', {
      ...this.provider,
      ...(props.certificateEndDate ? { endDate: props.certificateEndDate } : {}),
      servicePrincipalId: this.servicePrincipal.id,
    })
    assignGroups(this, this.servicePrincipal.objectId, roleFor(props), props)
    if (this.claims.groups) groupNameStep(this, this.claims.groups, nameOf(props))
  }

  /** As administrators read it in the list of apps. */
  get displayName(): string {
    return this.binding.displayNameInput ?? this.binding.displayName
  }

  /** *App Federation Metadata Url* (S42). Read it after the certificate is there. */
  get metadataUrl(): string {
    return this.servicePrincipal.samlMetadataUrl
  }

  /** Issuer of the assertions. */
  get idpEntityId(): string {
    return `https://sts.windows.net/${this.servicePrincipal.applicationTenantId}/`
  }

  /** Where AuthnRequests go. */
  get idpSsoUrl(): string {
    return `https://login.microsoftonline.com/${this.servicePrincipal.applicationTenantId}/saml2`
  }

  private application(props: EntraSamlAppProps): Application {
    const groups = groupClaims(this, this.claims, props.groupScope)
    return new Application(this, 'Default', {
      ...this.provider,
      ...(props.ownerIds ? { owners: [...props.ownerIds] } : {}),
      ...(groups ? { groupMembershipClaims: groups.membershipClaims } : {}),
      ...(groups?.optionalClaims.length
        ? { optionalClaims: { saml2Token: groups.optionalClaims } }
        : {}),
      ...(props.galleryTemplate === undefined ? { appRole: templateRoles } : {}),
      displayName: nameOf(props),
      templateId: this.templateId(props.galleryTemplate),
      preventDuplicateNames: true,
      // Set by resources of their own, below.
      lifecycle: { ignoreChanges: ['identifier_uris', 'web'] },
    })
  }

  private templateId(galleryTemplate: string | undefined): string {
    if (galleryTemplate === undefined) return nonGalleryTemplate
    return new DataAzureadApplicationTemplate(this, 'Template', {
      ...this.provider,
      displayName: galleryTemplate,
    }).templateId
  }

  private samlPrincipal(props: EntraSamlAppProps): ServicePrincipal {
    const signOnUrl = props.signOnUrl ?? spInitiatedUrl(props.connection)
    return new ServicePrincipal(this, 'ServicePrincipal', {
      ...this.provider,
      ...(signOnUrl === undefined ? {} : { loginUrl: signOnUrl }),
      ...(props.ownerIds ? { owners: [...props.ownerIds] } : {}),
      ...(props.notificationEmails
        ? { notificationEmailAddresses: [...props.notificationEmails] }
        : {}),
      clientId: this.binding.clientId,
      // The template has made it already.
      useExisting: true,
      preferredSingleSignOnMode: 'saml',
      appRoleAssignmentRequired: !(props.openToEveryone ?? false),
      featureTags: [{ enterprise: true, customSingleSignOn: true, hide: props.hideIcon ?? false }],
    })
  }

  /** One identifier, one reply URL: more lead to errors (S07, S41). */
  private endpoints({ spEntityId, acsUrl }: SamlServiceProvider): void {
    const common = { ...this.provider, applicationId: this.binding.id }
    new ApplicationIdentifierUri(this, 'Identifier', {
      ...common,
      identifierUri: spEntityId,
      dependsOn: [this.servicePrincipal],
    })
    new ApplicationRedirectUris(this, 'ReplyUrl', {
      ...common,
      type: 'Web',
      redirectUris: [acsUrl],
      dependsOn: [this.servicePrincipal],
    })
  }

  private policy(props: EntraSamlAppProps): void {
    const policy = new ClaimsMappingPolicy(this, 'ClaimsPolicy', {
      ...this.provider,
      displayName: `${nameOf(props)}: claims`,
      definition: [claimsPolicy(this.claims)],
    })
    new ServicePrincipalClaimsMappingPolicyAssignment(this, 'ClaimsPolicyAssignment', {
      ...this.provider,
      claimsMappingPolicyId: policy.id,
      servicePrincipalId: this.servicePrincipal.id,
    })
  }
}

function groupClaims(
  construct: Construct,
  { groups }: ResolvedClaims,
  scope: EntraGroupScope | undefined,
): EntraGroupClaims | undefined {
  if (groups === undefined) return undefined
  const claims = new EntraGroupClaims({
    identifier: groups.identifier,
    ...(scope === undefined ? {} : { scope }),
  })
  claims.checkAt(construct)
  return claims
}

const nameOf = ({ displayName, connection }: EntraSamlAppProps): string =>
  displayName ?? labelOf(connection)

/** A click on the icon would otherwise begin a sign-in that the service refuses (S08). */
const spInitiatedUrl = ({ idpInitiated, loginUrl }: SamlServiceProvider): string | undefined =>
  idpInitiated === false ? loginUrl : undefined
