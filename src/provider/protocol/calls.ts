/** The calls of plugin protocol 6: what comes and what goes, by the method's name. What the messages are made of is messages.ts's. */
import {
  attributePath,
  clientCapabilities,
  deferred,
  diagnostic,
  dynamicValue,
  functionError,
  functionName,
  functionSignature,
  imported,
  rawState,
  schema,
  serverCapabilities,
  timestamp,
  typeName,
} from './messages.js'
import { bytes, int, many, mapOf, one, text, type Message } from './protobuf.js'

const value = (id: number) => one(id, () => dynamicValue)
const diagnostics = (id: number) => many(id, () => diagnostic)
const can = (id: number) => one(id, () => clientCapabilities)
const waits = (id: number) => one(id, () => deferred)

export const calls = {
  GetMetadata: {
    request: {},
    response: {
      serverCapabilities: one(1, () => serverCapabilities),
      diagnostics: diagnostics(2),
      dataSources: many(3, () => typeName),
      resources: many(4, () => typeName),
      functions: many(5, () => functionName),
      ephemeralResources: many(6, () => typeName),
    },
  },
  GetProviderSchema: {
    request: {},
    response: {
      provider: one(1, () => schema),
      resourceSchemas: mapOf(2, () => schema),
      dataSourceSchemas: mapOf(3, () => schema),
      diagnostics: diagnostics(4),
      serverCapabilities: one(6, () => serverCapabilities),
      functions: mapOf(7, () => functionSignature),
      ephemeralResourceSchemas: mapOf(8, () => schema),
    },
  },
  GetResourceIdentitySchemas: { request: {}, response: { diagnostics: diagnostics(2) } },
  ValidateProviderConfig: {
    request: { config: value(1) },
    response: { diagnostics: diagnostics(2) },
  },
  ValidateResourceConfig: {
    request: { typeName: text(1), config: value(2), clientCapabilities: can(3) },
    response: { diagnostics: diagnostics(1) },
  },
  ValidateDataResourceConfig: {
    request: { typeName: text(1), config: value(2) },
    response: { diagnostics: diagnostics(1) },
  },
  ValidateEphemeralResourceConfig: {
    request: { typeName: text(1), config: value(2) },
    response: { diagnostics: diagnostics(1) },
  },
  UpgradeResourceState: {
    request: { typeName: text(1), version: int(2), rawState: one(3, () => rawState) },
    response: { upgradedState: value(1), diagnostics: diagnostics(2) },
  },
  ConfigureProvider: {
    request: { terraformVersion: text(1), config: value(2), clientCapabilities: can(3) },
    response: { diagnostics: diagnostics(1) },
  },
  ReadResource: {
    request: {
      typeName: text(1),
      currentState: value(2),
      private: bytes(3),
      clientCapabilities: can(5),
    },
    response: {
      newState: value(1),
      diagnostics: diagnostics(2),
      private: bytes(3),
      deferred: waits(4),
    },
  },
  PlanResourceChange: {
    request: {
      typeName: text(1),
      priorState: value(2),
      proposedNewState: value(3),
      config: value(4),
      priorPrivate: bytes(5),
      clientCapabilities: can(7),
    },
    response: {
      plannedState: value(1),
      requiresReplace: many(2, () => attributePath),
      plannedPrivate: bytes(3),
      diagnostics: diagnostics(4),
      deferred: waits(6),
    },
  },
  ApplyResourceChange: {
    request: {
      typeName: text(1),
      priorState: value(2),
      plannedState: value(3),
      config: value(4),
      plannedPrivate: bytes(5),
    },
    response: { newState: value(1), private: bytes(2), diagnostics: diagnostics(3) },
  },
  ImportResourceState: {
    request: { typeName: text(1), id: text(2), clientCapabilities: can(3) },
    response: {
      importedResources: many(1, () => imported),
      diagnostics: diagnostics(2),
      deferred: waits(3),
    },
  },
  MoveResourceState: {
    request: {
      sourceProviderAddress: text(1),
      sourceTypeName: text(2),
      sourceSchemaVersion: int(3),
      sourceState: one(4, () => rawState),
      targetTypeName: text(5),
      sourcePrivate: bytes(6),
    },
    response: { targetState: value(1), diagnostics: diagnostics(2), targetPrivate: bytes(3) },
  },
  ReadDataSource: {
    request: { typeName: text(1), config: value(2), clientCapabilities: can(4) },
    response: { state: value(1), diagnostics: diagnostics(2), deferred: waits(3) },
  },
  OpenEphemeralResource: {
    request: { typeName: text(1), config: value(2), clientCapabilities: can(3) },
    response: {
      diagnostics: diagnostics(1),
      renewAt: one(2, () => timestamp),
      result: value(3),
      private: bytes(4),
      deferred: waits(5),
    },
  },
  RenewEphemeralResource: {
    request: { typeName: text(1), private: bytes(2) },
    response: { diagnostics: diagnostics(1), renewAt: one(2, () => timestamp), private: bytes(3) },
  },
  CloseEphemeralResource: {
    request: { typeName: text(1), private: bytes(2) },
    response: { diagnostics: diagnostics(1) },
  },
  GetFunctions: {
    request: {},
    response: { functions: mapOf(1, () => functionSignature), diagnostics: diagnostics(2) },
  },
  CallFunction: {
    request: { name: text(1), arguments: many(2, () => dynamicValue) },
    response: { result: value(1), error: one(2, () => functionError) },
  },
  StopProvider: { request: {}, response: { error: text(1) } },
} as const

export type CallName = keyof typeof calls
export type Request<N extends CallName> = Message<(typeof calls)[N]['request']>
export type Response<N extends CallName> = Message<(typeof calls)[N]['response']>
