/** Administrators of an organization: people who can enter without its IdP. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { AdministratorBody, AdministratorInput, EmailAddress, PasswordInput } from '../way-in.js'
import { inOrganization, listOf, page, type Route } from './route.js'

const administratorKey = z.object({ organization: Name, email: EmailAddress })

export const administratorRoutes = {
  listAdministrators: {
    method: 'GET',
    path: '/organizations/{organization}/administrators',
    summary: 'Administrators of an organization, by e-mail address',
    params: inOrganization,
    query: page,
    response: listOf(AdministratorBody),
  },
  getAdministrator: {
    method: 'GET',
    path: '/organizations/{organization}/administrators/{email}',
    summary: 'One administrator',
    params: administratorKey,
    response: AdministratorBody,
  },
  putAdministrator: {
    method: 'PUT',
    path: '/organizations/{organization}/administrators/{email}',
    summary: 'Create or replace an administrator; the address is unique in the service',
    params: administratorKey,
    body: AdministratorInput,
    response: AdministratorBody,
  },
  putPassword: {
    method: 'PUT',
    path: '/organizations/{organization}/administrators/{email}/password',
    summary: 'Set the password of an administrator; their sessions end',
    params: administratorKey,
    body: PasswordInput,
    response: AdministratorBody,
  },
  deleteAdministratorSessions: {
    method: 'DELETE',
    path: '/organizations/{organization}/administrators/{email}/sessions',
    summary: 'Sign an administrator out everywhere',
    params: administratorKey,
  },
  deleteAdministrator: {
    method: 'DELETE',
    path: '/organizations/{organization}/administrators/{email}',
    summary: 'Remove an administrator; their sessions end',
    params: administratorKey,
  },
} as const satisfies Record<string, Route>
