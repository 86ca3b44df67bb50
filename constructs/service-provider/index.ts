/** The service's side: its organizations, groups and connections. The IdP's side lives beside this folder, one folder per IdP. */
export type { AttributeMapping } from './attribute-mapping.js'
export { Group, type GroupOptions, type GroupProps, type IGroup } from './group.js'
export {
  Organization,
  type ExistingOrganizationProps,
  type IOrganization,
  type OrganizationProps,
  type RoleRule,
} from './organization.js'
export type { ServicePresetKey } from './preset.js'
export { MortiseProvider, type MortiseProviderProps } from './provider.js'
export {
  SamlConnection,
  type ExistingSamlConnectionProps,
  type ISamlConnection,
  type SamlConnectionProps,
} from './saml-connection.js'
