/** Okta as the IdP of a Federation by SAML. */
import type { Construct } from 'constructs'
import type { Claims } from '../claims.js'
import type { Federation } from '../federation.js'
import type { ISamlIdp, ProvisioningRequest, SamlAppRequest, SamlIdpBinding } from '../idp.js'
import { RefusedConstruct } from '../refusal.js'
import { OktaCatalogueProvisioning, OktaProvisioning } from './provisioning.js'
import { OktaSamlApp, type OktaSamlAppOptions } from './saml-app.js'

/** How Okta takes part in a Federation. */
export interface OktaIdpProps extends OktaSamlAppOptions {
  /**
   * URL of the Okta organization, such as `https://acme.okta.com`. With it the service reads the metadata itself, and
   * again when keys change (Q03, S32).
   * @default - Terraform hands the metadata over, at each apply
   */
  readonly orgUrl?: string
  /**
   * Name of the app in Okta's catalogue that provisions, where it is not this one, such as `Qualified.io` (Q10).
   * @default - this very app provisions, too (T04)
   */
  readonly catalogueApp?: string
}

/**
 * Okta as the IdP of a Federation.
 *
 * Logical ids (public API): an {@link OktaSamlApp} `App` below the federation's `Idp`.
 */
export class OktaIdp implements ISamlIdp {
  /** For services that treat one IdP differently from another. */
  readonly idpKind = 'okta'

  /** The app that an OktaIdp made for a federation: for provisioning, and as escape hatch. */
  static appOf(federation: Federation): OktaSamlApp {
    const app = federation.node.tryFindChild('Idp')?.node.tryFindChild('App')
    if (OktaSamlApp.isOktaSamlApp(app)) return app
    throw new RefusedConstruct(federation, {
      code: 'no-okta-app',
      owner: 'caller',
      detail: 'the IdP of this federation is not an OktaIdp',
      remedy: 'Ask a federation whose idp is an OktaIdp.',
    })
  }

  constructor(private readonly options: OktaIdpProps = {}) {}

  settleClaims(claims: Claims): Claims {
    return claims
  }

  bindSaml(scope: Construct, request: SamlAppRequest): SamlIdpBinding {
    const { orgUrl, catalogueApp, ...options } = this.options
    const app = new OktaSamlApp(scope, 'App', { ...options, ...request })
    const trust =
      orgUrl === undefined
        ? { idpMetadataXml: app.metadata }
        : { idpMetadataUrl: app.publicMetadataUrl(orgUrl) }
    return { trust, provision: provisionBy(app.label, catalogueApp) }
  }
}

/** A person must do it, in either kind of app: the steps need neither the token nor a resource. */
export const provisionBy =
  (appLabel: string, catalogueApp: string | undefined) =>
  (scope: Construct, id: string, { directory, tokenFrom }: ProvisioningRequest): void => {
    const from = tokenFrom ?? 'the token Terraform was given, without the word Bearer (T54)'
    if (catalogueApp === undefined)
      new OktaProvisioning(scope, id, { directory, appLabel, tokenFrom: from })
    else new OktaCatalogueProvisioning(scope, id, { directory, catalogueApp, keyFrom: from })
  }
