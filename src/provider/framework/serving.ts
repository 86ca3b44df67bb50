/** The second door of this folder: what a protocol needs to serve a provider. Authors of resources never open it. */
export { applyChange, applyDeletion } from './apply.js'
export { importResource, moveState, upgradeState } from './adopt.js'
export { catalogOf } from './catalog.js'
export type { Catalog } from './catalog.js'
export { fieldsIn } from './fields.js'
export { messageOf } from './verbs.js'
export { snakeCase } from './names.js'
export {
  callFunction,
  closeEphemeral,
  openEphemeral,
  readDataSource,
  renewEphemeral,
  validateReading,
} from './other-operations.js'
export type { OpenAnswer } from './other-operations.js'
export {
  planDeletion,
  planResource,
  readResource,
  validateResource,
} from './resource-operations.js'
export type { At } from './resource-operations.js'
export { attributesOf } from './schema.js'
export { Session } from './session.js'
export type { Capabilities } from './session.js'
export { terraformType } from './terraform-type.js'
export type { Values } from './value.js'
