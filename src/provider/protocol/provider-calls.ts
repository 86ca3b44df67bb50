/** The calls about the provider itself: what it offers, its configuration, its end. */
import { attributesOf } from '../framework/serving.js'
import { Edge, type Handler, type Served } from './call.js'
import { functionToWire, schemaToWire, type Block } from './schema-to-wire.js'

const serverCapabilities = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
}

export const getMetadata: Handler<'GetMetadata'> = ({ catalog }) => ({
  serverCapabilities,
  resources: typeNames(catalog.resources),
  dataSources: typeNames(catalog.dataSources),
  ephemeralResources: typeNames(catalog.ephemeralResources),
  functions: [...catalog.functions.keys()].map((name) => ({ name })),
})

function typeNames(definitions: ReadonlyMap<string, unknown>) {
  return [...definitions.keys()].map((typeName) => ({ typeName }))
}

export const getProviderSchema: Handler<'GetProviderSchema'> = ({ session, catalog }) => ({
  provider: schemaToWire({
    attributes: session.provider.attributes,
    description: session.provider.description,
  }),
  resourceSchemas: schemas(catalog.resources, (resource) => ({
    ...resource,
    attributes: attributesOf(resource),
  })),
  dataSourceSchemas: schemas(catalog.dataSources, (source) => source),
  ephemeralResourceSchemas: schemas(catalog.ephemeralResources, (ephemeral) => ephemeral),
  functions: functions(catalog),
  serverCapabilities,
})

function schemas<T>(definitions: ReadonlyMap<string, T>, blockOf: (definition: T) => Block) {
  return Object.fromEntries(
    [...definitions].map(([name, each]) => [name, schemaToWire(blockOf(each))]),
  )
}

function functions(catalog: Served['catalog']) {
  return Object.fromEntries(
    [...catalog.functions].map(([name, each]) => [name, functionToWire(each)]),
  )
}

export const getFunctions: Handler<'GetFunctions'> = ({ catalog }) => ({
  functions: functions(catalog),
})

/** Resource identities are of protocol 6.9; having none is a complete answer. */
export const getResourceIdentitySchemas: Handler<'GetResourceIdentitySchemas'> = () => ({})

export const validateProviderConfig: Handler<'ValidateProviderConfig'> = (
  { session },
  { config },
) => {
  const edge = new Edge(session.provider.attributes)
  return { diagnostics: edge.diagnostics(session.validate(edge.object(config))) }
}

export const configureProvider: Handler<'ConfigureProvider'> = async ({ session }, request) => {
  const edge = new Edge(session.provider.attributes)
  const found = await session.configure(edge.object(request.config), request.terraformVersion ?? '')
  return { diagnostics: edge.diagnostics(found) }
}

export const stopProvider: Handler<'StopProvider'> = ({ session }) => {
  session.stop()
  return {}
}
