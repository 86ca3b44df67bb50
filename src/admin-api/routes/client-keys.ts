/** The keys by which an OpenID Connect connection proves who we are. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { ClientKeyActivationInput, ClientKeyBody } from '../client-keys.js'
import { named, type Route } from './route.js'

const key = z.object({ name: Name, id: z.string().check(z.regex(/^[a-z0-9]{8,32}$/)) })

export const clientKeyRoutes = {
  listClientKeys: {
    method: 'GET',
    path: '/oidc-connections/{name}/client-keys',
    summary: 'Keys of a connection that proves itself by private_key_jwt: active, next, old',
    params: named,
    response: z.object({ items: z.array(ClientKeyBody) }),
  },
  createClientKey: {
    method: 'POST',
    path: '/oidc-connections/{name}/client-keys',
    summary: 'Generate the next key: published at once, used once activated',
    params: named,
    response: ClientKeyBody,
  },
  activateClientKey: {
    method: 'POST',
    path: '/oidc-connections/{name}/client-keys/{id}/activation',
    summary: 'Use the next key; the one before it stays published until retired',
    params: key,
    body: ClientKeyActivationInput,
    response: ClientKeyBody,
  },
  retireClientKey: {
    method: 'DELETE',
    path: '/oidc-connections/{name}/client-keys/{id}',
    summary: 'Forget a key that is not active, and publish it no more',
    params: key,
  },
} as const satisfies Record<string, Route>
