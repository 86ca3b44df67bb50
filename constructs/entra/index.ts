/** Entra's side: apps, group claims, provisioning. Needs `@cdktf/provider-azuread` 14, resource by resource, by deep path. */
export { supportedAzuread, type SupportedProvider } from '../terraform.js'
export type { EntraAppOptions } from './assignments.js'
export {
  EntraGroupClaims,
  samlGroupClaimName,
  type EntraGroupClaimsProps,
  type EntraGroupScope,
  type EntraOptionalClaim,
} from './group-claims.js'
export { EntraIdp } from './idp.js'
export { EntraOidcApp, type EntraOidcAppProps } from './oidc-app.js'
export { EntraOidcIdp, type EntraOidcIdpProps } from './oidc-idp.js'
export { EntraProvisioning, type EntraProvisioningProps } from './provisioning.js'
export { EntraSamlApp, type EntraSamlAppOptions, type EntraSamlAppProps } from './saml-app.js'
export { nonGalleryTemplate } from './template.js'
