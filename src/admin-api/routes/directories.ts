/** Directories: where an IdP pushes an organization's people by SCIM, the tokens it does so with, what it asked, and what came of it. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import {
  DirectoryBody,
  DirectoryDecision,
  DirectoryInput,
  DirectoryRequest,
  DirectoryTokenBody,
  DirectoryTokenInput,
  NewDirectoryToken,
} from '../directory-schemas.js'
import { limit, listOf, named, page, type Route } from './route.js'

const inDirectory = z.object({ directory: Name })
const tokenKey = z.object({ directory: Name, name: Name })

export const directoryRoutes = {
  listDirectories: {
    method: 'GET',
    path: '/directories',
    summary: 'Directories, by name',
    query: page,
    response: listOf(DirectoryBody),
  },
  getDirectory: {
    method: 'GET',
    path: '/directories/{name}',
    summary: 'One directory',
    params: named,
    response: DirectoryBody,
  },
  putDirectory: {
    method: 'PUT',
    path: '/directories/{name}',
    summary: 'Create or replace a directory; its organization must have a connection that works',
    params: named,
    body: DirectoryInput,
    response: DirectoryBody,
  },
  deleteDirectory: {
    method: 'DELETE',
    path: '/directories/{name}',
    summary: 'Remove a directory with its tokens, people and groups; who has signed in stays',
    params: named,
  },
  listDirectoryTokens: {
    method: 'GET',
    path: '/directories/{directory}/tokens',
    summary: 'Tokens of a directory, without their values',
    params: inDirectory,
    response: z.object({ items: z.array(DirectoryTokenBody) }),
  },
  getDirectoryToken: {
    method: 'GET',
    path: '/directories/{directory}/tokens/{name}',
    summary: 'One token, without its value',
    params: tokenKey,
    response: DirectoryTokenBody,
  },
  putDirectoryToken: {
    method: 'PUT',
    path: '/directories/{directory}/tokens/{name}',
    summary: 'Create a token; its value is shown in this answer and never again',
    params: tokenKey,
    body: DirectoryTokenInput,
    response: NewDirectoryToken,
  },
  deleteDirectoryToken: {
    method: 'DELETE',
    path: '/directories/{directory}/tokens/{name}',
    summary: 'Revoke a token at once',
    params: tokenKey,
  },
  listDirectoryRequests: {
    method: 'GET',
    path: '/directories/{directory}/requests',
    summary: 'What SCIM clients asked of the directory, newest first',
    params: inDirectory,
    query: z.object({ limit }),
    response: z.object({ items: z.array(DirectoryRequest) }),
  },
  listDirectoryDecisions: {
    method: 'GET',
    path: '/directories/{directory}/decisions',
    summary: 'What requests changed for people, and why, newest first; of one person or of all',
    params: inDirectory,
    query: z.object({ limit, user: z.optional(z.string()) }),
    response: z.object({ items: z.array(DirectoryDecision) }),
  },
} as const satisfies Record<string, Route>
