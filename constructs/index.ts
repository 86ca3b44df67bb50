/**
 * SSO connections as code: the CDKTF library. It describes both sides of the joint; Terraform builds them.
 * What a valid organization or connection is, `core` says; what becomes of it, the provider does.
 * IdPs with a Terraform provider have doors of their own, `mortise/constructs/okta` and `mortise/constructs/entra`:
 * whoever uses neither need not install their bindings.
 */
export * as bindings from './bindings/index.js'
export {
  type AttributeStatement,
  type ClaimOptions,
  type Claims,
  type GroupClaim,
  type GroupFilter,
  type FieldClaims,
  type GroupIdentifier,
  type IdpKind,
  type PersonProperty,
  type SamlServiceProvider,
} from './claims.js'
export * from './custom/index.js'
export { Federation, type FederationProps } from './federation.js'
export type {
  BrokeredIdpFacts,
  IdpBinding,
  IBrokeredIdp,
  IOidcIdp,
  ISamlIdp,
  NamedGroupClaim,
  OidcAppRequest,
  OidcIdpBinding,
  ProvisioningRequest,
  SamlAppRequest,
  SamlIdpBinding,
  SamlTrust,
} from './idp.js'
export {
  ManualStep,
  renderManualSteps,
  stepsOutput,
  type ManualStepProps,
  type ManualStepRecord,
  type Observation,
  type StepSecret,
  type StepText,
  type StepValue,
} from './manual-step.js'
export type { ProvisioningOptions } from './provisioning.js'
export type {
  ResolvedClaims,
  ResolvedGroupClaim,
  ResolvedStatement,
  StatementConstant,
  StatementSource,
} from './resolve-claims.js'
export * from './service-provider/index.js'
export { SecretVariable, type SecretVariableProps } from './secret-variable.js'
export { requireProviderVersion } from './terraform.js'
export { waiversOf, waiversOutput, type Waiver, type WaiverRecord } from './waiver.js'
