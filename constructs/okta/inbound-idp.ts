/** Okta as a broker: another IdP signs people in to Okta, and Okta passes on what it learnt, groups included (T47). */
import { AppUserSchemaProperty } from '@cdktf/provider-okta/lib/app-user-schema-property/index.js'
import { IdpSaml } from '@cdktf/provider-okta/lib/idp-saml/index.js'
import { IdpSamlKey } from '@cdktf/provider-okta/lib/idp-saml-key/index.js'
import { ProfileMapping } from '@cdktf/provider-okta/lib/profile-mapping/index.js'
import { UserSchemaProperty } from '@cdktf/provider-okta/lib/user-schema-property/index.js'
import { Fn, Lazy, Token, type TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import type { Claims, SamlServiceProvider } from '../claims.js'
import type { IBrokeredIdp } from '../idp.js'
import { supportedOkta } from '../terraform.js'

/**
 * The attribute names Okta and the upstream IdP agree on. The profile of a SAML IdP in Okta has the first three built in,
 * under these external names; groups are a custom attribute, whose external name is Entra's long URL (T47).
 */
const externalNames = {
  email: 'email',
  givenName: 'firstName',
  familyName: 'lastName',
  groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
} as const

/** One more attribute that passes through Okta. */
export interface InboundAttribute {
  /** Name of the property, in the IdP's profile and in Okta's own; letters, digits and `_`. */
  readonly name: string
  /** Name in the upstream assertion: for Entra the long claim URL. */
  readonly externalName: string
}

/** What an OktaInboundIdp is made of. */
export interface OktaInboundIdpProps {
  /** Name of the IdP in Okta. */
  readonly name: string
  /** URL of the Okta organization, such as `https://acme.okta.com`. */
  readonly orgUrl: string
  /** The IdP in front of which Okta stands, such as an `EntraIdp`. */
  readonly upstream: IBrokeredIdp
  /** Custom attributes that pass through, such as spaces and roles. @default - none but the groups */
  readonly attributes?: readonly InboundAttribute[]
  /** What the upstream IdP shall say. @default - e-mail, first and last name, and its groups with default settings (T47) */
  readonly claims?: Claims
  /**
   * Name of the property that holds a person's groups, in the IdP's profile and in Okta's own.
   * @default 'groups'
   */
  readonly groupsProperty?: string
  /** The provider to make it with. @default - the stack's OktaProvider */
  readonly provider?: TerraformProvider
}

/**
 * An IdP for Okta: `okta_idp_saml` with its key, custom profile attributes with their external names, a string array for the
 * groups, and the mapping `appuser.groups` → `groups`. The upstream app is made here as well.
 *
 * Logical ids (public API), below `<id>`: `Upstream` (the other IdP's app), `Key`, `Default` (`okta_idp_saml.<id>`),
 * `Attribute-<name>` and `Property-<name>` (`groups` among them), `Mapping`.
 */
export class OktaInboundIdp extends Construct {
  /** Versions of the okta provider this construct was written for. */
  static readonly supports = supportedOkta

  /** The L1 class: the escape hatch. */
  readonly binding: IdpSaml
  /** What a GroupClaim takes as `idpAttribute`, so that Okta passes the groups on: `user.groups`. */
  readonly groupsExpression: string

  constructor(scope: Construct, id: string, props: OktaInboundIdpProps) {
    super(scope, id)
    const groups = props.groupsProperty ?? 'groups'
    const facts = props.upstream.bindBroker(new Construct(this, 'Upstream'), {
      connection: oktaAsServiceProvider(this, props.orgUrl),
      claims: props.claims ?? {},
    })
    const provider = props.provider ? { provider: props.provider } : {}
    const key = new IdpSamlKey(this, 'Key', { ...provider, x5C: [facts.certificate] })
    this.binding = new IdpSaml(this, 'Default', {
      ...provider,
      name: props.name,
      issuer: facts.entityId,
      ssoUrl: facts.ssoUrl,
      ssoDestination: facts.ssoUrl,
      kid: key.id,
      acsType: 'INSTANCE',
      ssoBinding: 'HTTP-POST',
      usernameTemplate: 'idpuser.subjectNameId',
      subjectMatchType: 'USERNAME',
      provisioningAction: 'AUTO',
      accountLinkAction: 'AUTO',
      profileMaster: true,
      responseSignatureScope: 'ANY',
      requestSignatureScope: 'NONE',
    })
    this.declareProfile(props, groups, provider)
    this.groupsExpression = `user.${groups}`
  }

  /** Each attribute twice: as the IdP's profile has it, and as Okta's own does; then the mapping from one to the other. */
  private declareProfile(
    { attributes = [] }: OktaInboundIdpProps,
    groups: string,
    provider: { provider?: TerraformProvider },
  ): void {
    const list = { type: 'array', arrayType: 'string' }
    const all = [
      ...attributes.map((each) => ({ ...each, type: { type: 'string' } })),
      { name: groups, externalName: externalNames.groups, type: list },
    ]
    const properties = all.flatMap(({ name, externalName, type }) => [
      new AppUserSchemaProperty(this, `Attribute-${name}`, {
        ...provider,
        ...type,
        appId: this.binding.id,
        index: name,
        title: name,
        externalName,
        scope: 'NONE',
      }),
      new UserSchemaProperty(this, `Property-${name}`, {
        ...provider,
        ...type,
        index: name,
        title: name,
        master: 'PROFILE_MASTER',
      }),
    ])
    new ProfileMapping(this, 'Mapping', {
      ...provider,
      sourceId: this.binding.id,
      targetId: this.binding.userTypeId,
      alwaysApply: true,
      mappings: all.map(({ name }) => ({
        id: name,
        expression: `appuser.${name}`,
        pushStatus: 'PUSH',
      })),
      dependsOn: properties,
    })
  }
}

/** What the upstream IdP must know of Okta. Both URLs are known after Okta made its side: the upstream app takes them late. */
function oktaAsServiceProvider(idp: OktaInboundIdp, orgUrl: string): SamlServiceProvider {
  const org = Token.isUnresolved(orgUrl) ? Fn.trimsuffix(orgUrl, '/') : orgUrl.replace(/\/+$/, '')
  return {
    acsUrl: Lazy.stringValue({ produce: () => `${org}/sso/saml2/${idp.binding.id}` }),
    spEntityId: Lazy.stringValue({ produce: () => idp.binding.audience }),
    attributeNames: externalNames,
  }
}
