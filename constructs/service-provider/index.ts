/** The service's side: its organizations, groups, connections and directories. The IdP's side lives beside this folder, one folder per IdP. */
export type { AttributeMapping } from './attribute-mapping.js'
export type { IConnection } from './connection.js'
export {
  ConnectionActivation,
  type ActivationOptions,
  type ConnectionActivationProps,
} from './connection-activation.js'
export { Directory, type DirectoryProps, type IDirectory } from './directory.js'
export {
  DirectoryToken,
  type DirectoryTokenOptions,
  type DirectoryTokenProps,
} from './directory-token.js'
export {
  Domain,
  DomainVerification,
  type DomainProps,
  type DomainVerificationProps,
  type IDomain,
} from './domain.js'
export { Group, type GroupOptions, type GroupProps, type IGroup } from './group.js'
export {
  ConnectionLookup,
  ConnectionsLookup,
  ConnectionTest,
  ManualStepsLookup,
  SignInAttempts,
  type ConnectionLookupProps,
  type ConnectionsLookupProps,
  type SignInAttemptsProps,
} from './lookups.js'
export {
  Organization,
  type ExistingOrganizationProps,
  type IOrganization,
  type OrganizationProps,
  type RoleRule,
} from './organization.js'
export {
  OidcConnection,
  type ExistingOidcConnectionProps,
  type IOidcConnection,
  type OidcConnectionProps,
  type OidcTrust,
} from './oidc-connection.js'
export type { ServicePresetKey } from './preset.js'
export { MortiseProvider, type MortiseProviderProps } from './provider.js'
export {
  SamlConnection,
  type ExistingSamlConnectionProps,
  type ISamlConnection,
  type SamlConnectionProps,
} from './saml-connection.js'
export type { SamlPolicy } from './saml-policy.js'
export type { ConnectionSettings } from './settings.js'
export { Space, type ISpace, type SpaceOptions, type SpaceProps } from './space.js'
export { SsoPolicy, type SsoPolicyProps } from './sso-policy.js'
