/** The calls about managed resources: each is from-wire, one operation of the framework, to-wire. */
import {
  applyChange,
  applyDeletion,
  attributesOf,
  importResource,
  moveState,
  planDeletion,
  planResource,
  readResource,
  upgradeState,
  validateResource,
  type At,
} from '../framework/serving.js'
import { Edge, can, resourceNamed, type Handler } from './call.js'
import { isNull, rawStateFromJson } from './from-wire.js'
import type { Request } from './calls.js'
import { deferral } from './messages.js'
import { pathToWire } from './to-wire.js'

export const validateResourceConfig: Handler<'ValidateResourceConfig'> = (served, request) => {
  const at = resourceNamed(served, request.typeName)
  const edge = edgeOf(at)
  const found = validateResource(at, edge.object(request.config), can(request.clientCapabilities))
  return { diagnostics: edge.diagnostics(found) }
}

/** Terraform calls this for every stored object, of today's version too. */
export const upgradeResourceState: Handler<'UpgradeResourceState'> = async (served, request) => {
  const at = resourceNamed(served, request.typeName)
  const edge = edgeOf(at)
  const { version = 0, rawState = {} } = request
  const stored = rawStateFromJson(rawState.json)
  if (version === (at.resource.version ?? 0) && rawState.json !== undefined)
    return { upgradedState: edge.out(edge.fromStored(stored)) }
  const { state, diagnostics } = await upgradeState(at, version, stored)
  return { upgradedState: edge.out(state), diagnostics: edge.diagnostics(diagnostics) }
}

export const readResourceState: Handler<'ReadResource'> = async (served, request) => {
  const at = resourceNamed(served, request.typeName)
  const edge = edgeOf(at)
  const answer = await readResource(
    at,
    edge.object(request.currentState),
    can(request.clientCapabilities),
  )
  return {
    newState: edge.out(answer.state),
    diagnostics: edge.diagnostics(answer.diagnostics),
    ...(request.private === undefined ? {} : { private: request.private }),
    ...deferredIf(answer.isDeferred),
  }
}

export const planResourceChange: Handler<'PlanResourceChange'> = async (served, request) => {
  const at = resourceNamed(served, request.typeName)
  const edge = edgeOf(at)
  const answer = await plan(at, edge, request)
  return {
    plannedState: edge.out(answer.state),
    requiresReplace: answer.requiresReplace.map((path) => pathToWire(edge.attributes, path)),
    diagnostics: edge.diagnostics(answer.diagnostics),
    ...(request.priorPrivate === undefined ? {} : { plannedPrivate: request.priorPrivate }),
    ...deferredIf(answer.isDeferred),
  }
}

/** Terraform's proposal is only asked whether anything is to be left: what it merges, planChange merges itself, sets included. */
function plan(at: At, edge: Edge, request: Request<'PlanResourceChange'>) {
  const prior = edge.in(request.priorState)
  if (isNull(request.proposedNewState)) return planDeletion(at, prior ?? {})
  return planResource(
    at,
    { config: edge.object(request.config), prior },
    can(request.clientCapabilities),
  )
}

export const applyResourceChange: Handler<'ApplyResourceChange'> = async (served, request) => {
  const at = resourceNamed(served, request.typeName)
  const edge = edgeOf(at)
  const { state, diagnostics } = await apply(at, edge, request)
  return {
    newState: edge.out(state),
    diagnostics: edge.diagnostics(diagnostics),
    ...(request.plannedPrivate === undefined ? {} : { private: request.plannedPrivate }),
  }
}

function apply(at: At, edge: Edge, request: Request<'ApplyResourceChange'>) {
  const prior = edge.in(request.priorState)
  const planned = edge.in(request.plannedState)
  if (planned === null) return applyDeletion(at, prior ?? {})
  return applyChange(at, { config: edge.object(request.config), prior, planned })
}

export const importResourceState: Handler<'ImportResourceState'> = async (served, request) => {
  const { typeName = '', id = '' } = request
  const at = resourceNamed(served, typeName)
  const edge = edgeOf(at)
  const { state, diagnostics } = await importResource(at, id)
  const importedResources = state === null ? [] : [{ typeName, state: edge.out(state) }]
  return { importedResources, diagnostics: edge.diagnostics(diagnostics) }
}

export const moveResourceState: Handler<'MoveResourceState'> = async (served, request) => {
  const at = resourceNamed(served, request.targetTypeName)
  const edge = edgeOf(at)
  const { state, diagnostics } = await moveState(at, {
    providerAddress: request.sourceProviderAddress ?? '',
    typeName: request.sourceTypeName ?? '',
    schemaVersion: request.sourceSchemaVersion ?? 0,
    state: rawStateFromJson(request.sourceState?.json),
  })
  return { targetState: edge.out(state), diagnostics: edge.diagnostics(diagnostics) }
}

function edgeOf({ resource }: At): Edge {
  return new Edge(attributesOf(resource))
}

export function deferredIf(isDeferred: boolean | undefined) {
  return isDeferred === true ? { deferred: { reason: deferral.providerConfigUnknown } } : {}
}
