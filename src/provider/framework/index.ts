/**
 * A Terraform provider as data and functions. This folder knows no wire, no process and no product:
 * `protocol/` serves what is defined here, and generators of bindings and documentation read describeProvider().
 */
export { bool, int64, list, map, number, object, set, string } from './attribute.js'
export type {
  AnyOptions,
  Attribute,
  Attributes,
  Change,
  Options,
  Type,
  Validator,
} from './attribute.js'
export type { DataSource, DataSourceDefinition } from './data-source.js'
export {
  defineDataSource,
  defineEphemeralResource,
  defineProvider,
  defineResource,
  definitionsFor,
} from './define.js'
export type { Provider, ProviderDefinition } from './define.js'
export { describeProvider } from './describe.js'
export type {
  AttributeDescription,
  BlockDescription,
  FunctionDescription,
  ParameterDescription,
  ProviderDescription,
  ResourceDescription,
} from './describe.js'
export { DiagnosticError, error, warning } from './diagnostics.js'
export type { Diagnostic, Path } from './diagnostics.js'
export type { EphemeralResource, EphemeralResourceDefinition } from './ephemeral-resource.js'
export { defineFunction } from './function.js'
export type { FunctionDefinition, ProviderFunction } from './function.js'
export type { Config, DraftConfig, DraftPlan, Found, Planned, State } from './infer.js'
export type {
  Log,
  LogLevel,
  MovedFrom,
  PlanChange,
  Resource,
  ResourceDefinition,
  Upgrader,
} from './resource.js'
export { UNKNOWN, isUnknown, isWhollyKnown } from './unknown.js'
export type { Unknown } from './unknown.js'
export { between, lengthBetween, matches, oneOf, parsedBy, sizeBetween } from './validators.js'
