/** E-mail domains of an organization. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { DomainBody, DomainInput, DomainName } from '../way-in.js'
import { inOrganization, listOf, page, type Route } from './route.js'

const domainKey = z.object({ organization: Name, name: DomainName })

export const domainRoutes = {
  listDomains: {
    method: 'GET',
    path: '/organizations/{organization}/domains',
    summary: 'Domains an organization claims, by name',
    params: inOrganization,
    query: page,
    response: listOf(DomainBody),
  },
  getDomain: {
    method: 'GET',
    path: '/organizations/{organization}/domains/{name}',
    summary: 'One domain, and the TXT record that proves it',
    params: domainKey,
    response: DomainBody,
  },
  putDomain: {
    method: 'PUT',
    path: '/organizations/{organization}/domains/{name}',
    summary: 'Claim a domain, or change where its people sign in',
    params: domainKey,
    body: DomainInput,
    response: DomainBody,
  },
  verifyDomain: {
    method: 'POST',
    path: '/organizations/{organization}/domains/{name}/verify',
    summary: 'Look for the TXT record now; refused, saying what was found, when it is not there',
    params: domainKey,
    response: DomainBody,
  },
  deleteDomain: {
    method: 'DELETE',
    path: '/organizations/{organization}/domains/{name}',
    summary: 'Give up a domain',
    params: domainKey,
  },
} as const satisfies Record<string, Route>
