/** The service as an Okta app that speaks SAML 2.0. One ACS, both signatures, attribute statements from the claims. */
import {
  AppSaml,
  type AppSamlAttributeStatements,
} from '@cdktf/provider-okta/lib/app-saml/index.js'
import { Fn, Token } from 'cdktf'
import { Construct } from 'constructs'
import type { ClaimOptions, Claims, GroupFilter, SamlServiceProvider } from '../claims.js'
import {
  resolveClaims,
  type ResolvedClaims,
  type ResolvedGroupClaim,
  type ResolvedStatement,
} from '../resolve-claims.js'
import { labelOf } from '../labels.js'
import { supportedOkta, verbatim } from '../terraform.js'
import { assignGroups, type OktaAppOptions } from './assignments.js'
import { encryptionStep } from './steps.js'

const kind = Symbol.for('mortise.OktaSamlApp')

/** What a person decides about the app; the rest follows from the connection. */
export interface OktaSamlAppOptions extends OktaAppOptions {
  /** Sign the Response (S30). @default true */
  readonly responseSigned?: boolean
  /** Sign the Assertion (S30). @default true */
  readonly assertionSigned?: boolean
  /**
   * Makes a signing certificate of this name. Another name makes another certificate, and Okta signs with it at once (okta
   * provider #1926): let the service read the metadata by URL, or apply both sides together.
   * @default - Okta's own certificate for the app
   */
  readonly certificateName?: string
  /**
   * Years the certificate is valid, 2 to 10; with `certificateName`.
   * @default 2
   */
  readonly certificateYears?: number
  /**
   * Format of the NameID.
   * @default 'unspecified'
   */
  readonly nameIdFormat?: 'unspecified' | 'emailAddress' | 'persistent' | 'transient'
  /**
   * Okta's template of the NameID, as its console shows it; escaped for Terraform here.
   * @default '${user.userName}'
   */
  readonly nameIdTemplate?: string
  /**
   * A fixed RelayState for sign-ins that begin at Okta. Leave it out unless the service asks for it (Q05).
   * @default - none
   */
  readonly defaultRelayState?: string
  /**
   * Ask a person to switch assertion encryption on (S31): the provider has no argument for it, and an update of the app by
   * Terraform may reset it.
   * @default false
   */
  readonly encryptAssertions?: boolean
  /**
   * A note for Okta's administrators.
   * @default - that this app is managed by Terraform
   */
  readonly adminNote?: string
}

/** What an OktaSamlApp is made of. */
export interface OktaSamlAppProps extends OktaSamlAppOptions, ClaimOptions {
  /** The SP: a SamlConnection, or what is known ahead of one. */
  readonly connection: SamlServiceProvider
  /** What Okta shall say of a person. @default - what the preset requires, as documented (S33) */
  readonly claims?: Claims
}

/**
 * `okta_app_saml`, with the groups that may use it. There is no prop for further ACS URLs: the service knows one (S07).
 * Assertion encryption is not in the provider (S31): `encryptAssertions` is a step for a person.
 *
 * Logical ids (public API): `okta_app_saml.<id>`, and below it `Assignments`; the step is `Encryption`.
 */
export class OktaSamlApp extends Construct {
  /** Versions of the okta provider this construct was written for. */
  static readonly supports = supportedOkta

  /** True for apps of any copy of this class. */
  static isOktaSamlApp(value: unknown): value is OktaSamlApp {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The L1 class: the escape hatch. */
  readonly binding: AppSaml
  /** What Okta sends. */
  readonly claims: ResolvedClaims

  /** @throws RefusedConstruct `claim-name-drift`, `claim-source-ambiguous`, `claim-source-missing`, `claim-name-twice`, `unknown-claim` or `group-filter-ambiguous` */
  constructor(scope: Construct, id: string, props: OktaSamlAppProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    this.claims = resolveClaims(this, { ...props, idp: 'okta' })
    this.binding = new AppSaml(this, 'Default', {
      ...optionsOf(props),
      ...endpointsOf(props.connection),
      ...signingOf(props),
      attributeStatements: attributeStatements(this.claims),
    })
    assignGroups(this, this.binding.id, props)
    if (props.encryptAssertions) encryptionStep(this, this.label, props.connection)
  }

  /** As administrators read it in the list of apps. */
  get label(): string {
    return this.binding.labelInput ?? this.binding.label
  }

  /** The IdP's metadata, whole: entity ID, SSO URL and certificate travel together. */
  get metadata(): string {
    return this.binding.metadata
  }

  /**
   * Where Okta publishes the metadata to everybody (S32, Q03). The provider's own `metadata_url` is another: it asks for an API token.
   * @param orgUrl - such as `https://acme.okta.com`
   */
  publicMetadataUrl(orgUrl: string): string {
    return `${Token.isUnresolved(orgUrl) ? Fn.trimsuffix(orgUrl, '/') : orgUrl.replace(/\/+$/, '')}/app/${this.binding.entityKey}/sso/saml/metadata`
  }
}

const nameIdFormats = {
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  emailAddress: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
} as const

function optionsOf(props: OktaSamlAppProps) {
  // Okta shows an icon unless told otherwise, and a click begins a sign-in at the IdP.
  const hidden = props.hideIcon ?? props.connection.idpInitiated === false
  return {
    ...(props.provider ? { provider: props.provider } : {}),
    ...(props.authenticationPolicyId ? { authenticationPolicy: props.authenticationPolicyId } : {}),
    ...(props.certificateName
      ? { keyName: props.certificateName, keyYearsValid: props.certificateYears ?? 2 }
      : {}),
    ...(props.defaultRelayState ? { defaultRelayState: verbatim(props.defaultRelayState) } : {}),
    label: props.label ?? labelOf(props.connection),
    adminNote: props.adminNote ?? 'Managed by Terraform (Mortise).',
    hideWeb: hidden,
    hideIos: hidden,
    implicitAssignment: props.federationBrokerMode ?? false,
  }
}

/** Okta checks the three against each other; the service knows one ACS. */
const endpointsOf = ({ acsUrl, spEntityId }: SamlServiceProvider) => ({
  ssoUrl: acsUrl,
  recipient: acsUrl,
  destination: acsUrl,
  audience: spEntityId,
})

const signingOf = (props: OktaSamlAppProps) => ({
  responseSigned: props.responseSigned ?? true,
  assertionSigned: props.assertionSigned ?? true,
  signatureAlgorithm: 'RSA_SHA256',
  digestAlgorithm: 'SHA256',
  honorForceAuthn: true,
  authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  subjectNameIdFormat: nameIdFormats[props.nameIdFormat ?? 'unspecified'],
  subjectNameIdTemplate: verbatim(props.nameIdTemplate ?? '${user.userName}'),
})

function attributeStatements({ statements, groups }: ResolvedClaims): AppSamlAttributeStatements[] {
  return [...statements.map(statement), ...(groups ? [groupStatement(groups)] : [])]
}

const unspecified = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified'

const statement = ({ name, value }: ResolvedStatement): AppSamlAttributeStatements => ({
  type: 'EXPRESSION',
  name,
  namespace: unspecified,
  values: [
    'constant' in value ? verbatim(JSON.stringify(value.constant)) : verbatim(value.attribute),
  ],
})

function groupStatement(claim: ResolvedGroupClaim): AppSamlAttributeStatements {
  if (claim.idpAttribute !== undefined)
    return statement({
      field: 'groups',
      name: claim.name,
      value: { attribute: claim.idpAttribute },
    })
  return { type: 'GROUP', name: claim.name, namespace: unspecified, ...filterOf(claim.filter) }
}

/** Okta's words for a filter; `.*` unless said otherwise (S33). */
export function filterOf(filter: GroupFilter = {}): { filterType: string; filterValue: string } {
  const { startsWith, equals, contains, matches = '.*' } = filter
  if (startsWith !== undefined)
    return { filterType: 'STARTS_WITH', filterValue: verbatim(startsWith) }
  if (equals !== undefined) return { filterType: 'EQUALS', filterValue: verbatim(equals) }
  if (contains !== undefined) return { filterType: 'CONTAINS', filterValue: verbatim(contains) }
  return { filterType: 'REGEX', filterValue: verbatim(matches) }
}
