/** Okta's side: apps, provisioning, and Okta as broker. Needs `@cdktf/provider-okta` 14, resource by resource, by deep path. */
export { supportedOkta, type SupportedProvider } from '../terraform.js'
export type { OktaAppOptions } from './assignments.js'
export { OktaIdp, type OktaIdpProps } from './idp.js'
export { OktaInboundIdp, type InboundAttribute, type OktaInboundIdpProps } from './inbound-idp.js'
export { OktaOidcApp, type OktaOidcAppProps } from './oidc-app.js'
export type { OktaOidcGroupClaim } from './oidc-groups.js'
export { OktaOidcIdp, type OktaOidcIdpProps } from './oidc-idp.js'
export {
  OktaCatalogueProvisioning,
  OktaProvisioning,
  type OktaCatalogueProvisioningProps,
  type OktaProvisioningProps,
} from './provisioning.js'
export { OktaSamlApp, type OktaSamlAppOptions, type OktaSamlAppProps } from './saml-app.js'
