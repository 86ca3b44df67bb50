/** IdPs for which there is no Terraform provider. */
export {
  googleWorkspace,
  jumpCloud,
  keycloak,
  otherIdp,
  type GroupConsole,
  type IdpConsole,
  type ProvisioningConsole,
} from './console.js'
export type { OidcConsole } from './oidc-console.js'
export { CustomOidcIdp, type CustomOidcIdpProps } from './oidc-idp.js'
export { CustomSamlIdp, type CustomSamlIdpProps } from './saml-idp.js'
