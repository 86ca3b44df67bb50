/** From a method's name and bytes to bytes: the table of calls, and the promise that nothing escapes. */
import { DiagnosticError, error, type Diagnostic } from '../framework/index.js'
import { messageOf } from '../framework/serving.js'
import type { Handler, Served } from './call.js'
import { calls, type CallName, type Request, type Response } from './calls.js'
import * as others from './other-calls.js'
import { decode, encode } from './protobuf.js'
import * as provider from './provider-calls.js'
import * as resources from './resource-calls.js'
import { diagnosticsToWire } from './to-wire.js'

const handlers: { readonly [N in CallName]: Handler<N> } = {
  GetMetadata: provider.getMetadata,
  GetProviderSchema: provider.getProviderSchema,
  GetResourceIdentitySchemas: provider.getResourceIdentitySchemas,
  GetFunctions: provider.getFunctions,
  ValidateProviderConfig: provider.validateProviderConfig,
  ConfigureProvider: provider.configureProvider,
  StopProvider: provider.stopProvider,
  ValidateResourceConfig: resources.validateResourceConfig,
  UpgradeResourceState: resources.upgradeResourceState,
  ReadResource: resources.readResourceState,
  PlanResourceChange: resources.planResourceChange,
  ApplyResourceChange: resources.applyResourceChange,
  ImportResourceState: resources.importResourceState,
  MoveResourceState: resources.moveResourceState,
  ValidateDataResourceConfig: others.validateDataResourceConfig,
  ReadDataSource: others.readData,
  ValidateEphemeralResourceConfig: others.validateEphemeralResourceConfig,
  OpenEphemeralResource: others.openEphemeralResource,
  RenewEphemeralResource: others.renewEphemeralResource,
  CloseEphemeralResource: others.closeEphemeralResource,
  CallFunction: others.callProviderFunction,
}

export function isCall(method: string): method is CallName {
  return Object.hasOwn(calls, method)
}

export async function dispatch(
  served: Served,
  method: CallName,
  body: Uint8Array,
): Promise<Uint8Array> {
  const { request, response } = calls[method]
  const message = decode(request, body)
  const handler = handlers[method] as Handler<CallName>
  const answer = await attempt(served, method, message, handler)
  return encode(response, answer)
}

async function attempt(
  served: Served,
  method: CallName,
  message: Request<CallName>,
  handler: Handler<CallName>,
): Promise<Response<CallName>> {
  try {
    return await handler(served, message)
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticError))
      served.session.log(
        'error',
        `${method} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`,
      )
    return failed(method, message, thrown)
  }
}

function failed(method: CallName, message: Request<CallName>, thrown: unknown): Response<CallName> {
  if (method === 'CallFunction') return { error: { text: messageOf(thrown) } }
  const diagnostics = diagnosticsToWire({}, diagnosticsOf(method, thrown))
  return { ...unchanged(method, message), diagnostics }
}

function diagnosticsOf(method: CallName, thrown: unknown): readonly Diagnostic[] {
  if (thrown instanceof DiagnosticError) return thrown.diagnostics
  return [error(`${method} failed`, messageOf(thrown))]
}

/** An answer without a state means "it is gone": a failure must never make Terraform forget an object. */
function unchanged(method: CallName, message: Request<CallName>): Response<CallName> {
  if (method === 'ReadResource')
    return {
      newState: (message as Request<'ReadResource'>).currentState,
    } as Response<'ReadResource'>
  if (method === 'ApplyResourceChange')
    return {
      newState: (message as Request<'ApplyResourceChange'>).priorState,
    } as Response<'ApplyResourceChange'>
  return {}
}
