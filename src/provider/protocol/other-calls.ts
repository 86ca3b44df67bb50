/** The calls about data sources, ephemeral resources and functions. */
import {
  callFunction,
  closeEphemeral,
  openEphemeral,
  readDataSource,
  renewEphemeral,
  validateReading,
  type OpenAnswer,
} from '../framework/serving.js'
import { Edge, can, named, type Handler, type Served } from './call.js'
import { valueFromWire } from './from-wire.js'
import { deferredIf } from './resource-calls.js'
import { valueToWire } from './to-wire.js'

export const validateDataResourceConfig: Handler<'ValidateDataResourceConfig'> = (
  served,
  request,
) => {
  const source = dataSourceNamed(served, request.typeName)
  const edge = new Edge(source.attributes)
  return { diagnostics: edge.diagnostics(validateReading(source, edge.object(request.config))) }
}

export const readData: Handler<'ReadDataSource'> = async (served, request) => {
  const source = dataSourceNamed(served, request.typeName)
  const edge = new Edge(source.attributes)
  const answer = await readDataSource(
    served.session,
    source,
    edge.object(request.config),
    can(request.clientCapabilities),
  )
  return {
    state: edge.out(answer.state),
    diagnostics: edge.diagnostics(answer.diagnostics),
    ...deferredIf(answer.isDeferred),
  }
}

function dataSourceNamed({ catalog }: Served, typeName = '') {
  return named(catalog.dataSources, typeName, 'data source')
}

export const validateEphemeralResourceConfig: Handler<'ValidateEphemeralResourceConfig'> = (
  served,
  request,
) => {
  const ephemeral = ephemeralNamed(served, request.typeName)
  const edge = new Edge(ephemeral.attributes)
  return { diagnostics: edge.diagnostics(validateReading(ephemeral, edge.object(request.config))) }
}

export const openEphemeralResource: Handler<'OpenEphemeralResource'> = async (served, request) => {
  const ephemeral = ephemeralNamed(served, request.typeName)
  const edge = new Edge(ephemeral.attributes)
  const answer = await openEphemeral(served.session, ephemeral, edge.object(request.config))
  return {
    ...heldToWire(answer),
    result: edge.out(answer.state),
    diagnostics: edge.diagnostics(answer.diagnostics),
  }
}

export const renewEphemeralResource: Handler<'RenewEphemeralResource'> = async (
  served,
  request,
) => {
  const ephemeral = ephemeralNamed(served, request.typeName)
  const answer = await renewEphemeral(served.session, ephemeral, heldFromWire(request.private))
  return {
    ...heldToWire(answer),
    diagnostics: new Edge(ephemeral.attributes).diagnostics(answer.diagnostics),
  }
}

export const closeEphemeralResource: Handler<'CloseEphemeralResource'> = async (
  served,
  request,
) => {
  const ephemeral = ephemeralNamed(served, request.typeName)
  const found = await closeEphemeral(served.session, ephemeral, heldFromWire(request.private))
  return { diagnostics: new Edge(ephemeral.attributes).diagnostics(found) }
}

function ephemeralNamed({ catalog }: Served, typeName = '') {
  return named(catalog.ephemeralResources, typeName, 'ephemeral resource')
}

/** Private data is opaque to Terraform: ours is JSON. */
function heldToWire({ private: held, renewAt }: OpenAnswer) {
  return {
    ...(held === undefined ? {} : { private: Buffer.from(JSON.stringify(held)) }),
    ...(renewAt === undefined ? {} : { renewAt: timestampOf(renewAt) }),
  }
}

function heldFromWire(held: Uint8Array | undefined): unknown {
  return held === undefined || held.length === 0
    ? undefined
    : JSON.parse(Buffer.from(held).toString('utf8'))
}

function timestampOf(date: Date) {
  const milliseconds = date.getTime()
  const seconds = Math.floor(milliseconds / 1000)
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 }
}

export const callProviderFunction: Handler<'CallFunction'> = async (
  { session, catalog },
  request,
) => {
  const called = named(catalog.functions, request.name ?? '', 'function')
  const spellings = new Map<number, string>()
  const types = Object.values(called.parameters).map(({ type }) => type)
  const values = (request.arguments ?? []).map((wire, index) => {
    const type = types[index] ?? called.variadic?.type
    return type === undefined ? null : valueFromWire(type, wire, spellings)
  })
  const answer = await callFunction(session, called, values)
  if ('result' in answer)
    return { result: valueToWire(called.returns.type, answer.result, spellings) }
  const { text, argument } = answer.fault
  return { error: { text, ...(argument === undefined ? {} : { functionArgument: argument }) } }
}
