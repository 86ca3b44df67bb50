/** The service's own SAML keys, of one organization. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { SamlKeyActivationInput, SamlKeyBody, SamlKeyInput } from '../saml-keys.js'
import { inOrganization, type Route } from './route.js'

const key = z.object({
  organization: Name,
  id: z.string().check(z.regex(/^[a-z0-9]{8,32}$/)),
})

export const samlKeyRoutes = {
  listSamlKeys: {
    method: 'GET',
    path: '/organizations/{organization}/saml-keys',
    summary: 'Our SAML keys for an organization, newest first',
    params: inOrganization,
    response: z.object({ items: z.array(SamlKeyBody) }),
  },
  createSamlKey: {
    method: 'POST',
    path: '/organizations/{organization}/saml-keys',
    summary: 'Generate the next key: published at once, used once activated',
    params: inOrganization,
    body: SamlKeyInput,
    response: SamlKeyBody,
  },
  activateSamlKey: {
    method: 'POST',
    path: '/organizations/{organization}/saml-keys/{id}/activation',
    summary: 'Use the next key; the one before it goes on decrypting until retired',
    params: key,
    body: SamlKeyActivationInput,
    response: SamlKeyBody,
  },
  retireSamlKey: {
    method: 'DELETE',
    path: '/organizations/{organization}/saml-keys/{id}',
    summary: 'Destroy the private key of a key that is not active',
    params: key,
  },
} as const satisfies Record<string, Route>
