/** Connections whatever they speak: how they stand, their tests, and whether they carry sign-ins. */
import * as z from 'zod/mini'
import { idpKinds, Name } from '../../core/index.js'
import {
  ActivationBody,
  ActivationInput,
  ConnectionBody,
  ConnectionChecksBody,
  ConnectionTestBody,
} from '../connection-life.js'
import { OfferedAttribute } from '../offered-attribute.js'
import { limit, listOf, named, page, type Route } from './route.js'

const testKey = z.object({
  name: Name,
  id: z.string().check(z.regex(/^[a-z0-9]{8,32}$/)),
})

/** `?flag=true`. */
const flag = z.optional(z.enum(['true', 'false']))

export const connectionRoutes = {
  listConnections: {
    method: 'GET',
    path: '/connections',
    summary: 'Connections of every protocol, by name',
    query: z.object({ ...page.shape, organization: z.optional(Name) }),
    response: listOf(ConnectionBody),
  },
  getConnection: {
    method: 'GET',
    path: '/connections/{name}',
    summary: 'One connection, and how it stands',
    params: named,
    response: ConnectionBody,
  },
  createConnectionTest: {
    method: 'POST',
    path: '/connections/{name}/tests',
    summary: 'Make a test sign-in: a URL to open in a browser, once, within ten minutes',
    params: named,
    response: ConnectionTestBody,
  },
  listConnectionTests: {
    method: 'GET',
    path: '/connections/{name}/tests',
    summary: 'Tests of a connection, newest first',
    params: named,
    query: z.object({ limit }),
    response: z.object({ items: z.array(ConnectionTestBody) }),
  },
  getConnectionTest: {
    method: 'GET',
    path: '/connections/{name}/tests/{id}',
    summary: 'One test, with its result once it has finished',
    params: testKey,
    response: ConnectionTestBody,
  },
  listIdpAttributes: {
    method: 'GET',
    path: '/connections/{name}/idp-attributes',
    summary: 'What to set up at the IdP so that every field arrives: by its console’s own words',
    params: named,
    query: z.object({
      idp: z.optional(z.enum(idpKinds)).check(z.describe('Default: the IdP of the connection.')),
      asDocumented: flag.check(z.describe('To the letter of the vendor’s page (S52).')),
      fullName: flag.check(z.describe('The full name where the page says the first (S33a).')),
    }),
    response: z.object({ items: z.array(OfferedAttribute) }),
  },
  checkConnection: {
    method: 'POST',
    path: '/connections/{name}/checks',
    summary: 'Check what can be checked without a person: metadata, certificates, endpoints',
    params: named,
    response: ConnectionChecksBody,
  },
  getActivation: {
    method: 'GET',
    path: '/connections/{name}/activation',
    summary: 'Whether, and on what evidence, a connection is enabled',
    params: named,
    response: ActivationBody,
  },
  putActivation: {
    method: 'PUT',
    path: '/connections/{name}/activation',
    summary: 'Enable a connection: after a passed test of its configuration, or by an override',
    params: named,
    body: ActivationInput,
    response: ActivationBody,
  },
  deleteActivation: {
    method: 'DELETE',
    path: '/connections/{name}/activation',
    summary: 'Disable a connection; its sessions end',
    params: named,
  },
} as const satisfies Record<string, Route>
