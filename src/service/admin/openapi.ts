/** The OpenAPI 3.1 document, made from the same rows that validate requests. */
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi'
import { adminPath, Problem, problemType, routes, type Route } from '../../admin-api/index.js'

const json = (schema: NonNullable<Route['response']>) => ({ 'application/json': { schema } })

function responsesOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const problem = {
    description: 'Refused; the body says why and what mends it',
    content: { [problemType]: { schema: Problem } },
  }
  const success = route.response
    ? { '200': { description: 'As it is now', content: json(route.response) } }
    : { '204': { description: 'Removed' } }
  const created =
    (route.method === 'PUT' || route.method === 'POST') && route.response
      ? { '201': { description: 'Created', content: json(route.response) } }
      : {}
  return { ...success, ...created, default: problem }
}

function operationOf(operationId: string, route: Route): ZodOpenApiOperationObject {
  return {
    operationId,
    summary: route.summary,
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
    },
    ...(route.body ? { requestBody: { required: true, content: json(route.body) } } : {}),
    responses: responsesOf(route),
  }
}

/** @param serviceUrl - public base URL of the service */
export function openApiDocument(
  serviceUrl: string,
  version: string,
): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operationOf(name, route)
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Mortise admin API', version },
    servers: [{ url: `${serviceUrl}${adminPath}` }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths,
  })
}
