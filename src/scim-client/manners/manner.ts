/** A manner: how one SCIM client says each thing. The words of RFC 7644 are the same for all; what they make of them is not. */
import { renderFilter, urns, type Json, type JsonObject } from '../../scim/index.js'
import type { Ask } from '../client.js'
import type { Group, Member, Person } from '../people.js'

export interface Manner {
  readonly key: string
  readonly title: string
  /** Where the vendor writes it down. */
  readonly source: string
  /** What "Test connection" asks, where somebody is to be looked for who is nobody. */
  readonly probe: (nobody: string) => Ask
  readonly lookUp: (userName: string) => Ask
  readonly create: (person: Person) => Ask
  readonly update: (id: string, person: Person) => Ask
  readonly setActive: (id: string, person: Person, active: boolean) => Ask
  /** Whether people are ever deleted, or deactivated only. */
  readonly deletes: boolean
  readonly lookUpGroup: (displayName: string) => Ask
  readonly createGroup: (group: Group) => Ask
  /** @param members - whoever is in it */
  readonly renameGroup: (id: string, group: Group, members: readonly Member[]) => Ask
  /** @param all - whoever is in it afterwards */
  readonly addMembers: (
    id: string,
    group: Group,
    added: readonly Member[],
    all: readonly Member[],
  ) => Ask
  /** @param left - whoever is in it afterwards */
  readonly removeMembers: (
    id: string,
    group: Group,
    removed: readonly Member[],
    left: readonly Member[],
  ) => Ask
}

/** `name eq "value"`, with whatever must be escaped escaped. */
export const equals = (name: string, value: string): string =>
  renderFilter({ kind: 'compare', path: { name }, operator: 'eq', value })

export const filtered = (endpoint: string, filter: string, more = ''): Ask => ({
  method: 'GET',
  path: `${endpoint}?${more}filter=${encodeURIComponent(filter)}`,
})

export const patch = (path: string, ...operations: readonly JsonObject[]): Ask => ({
  method: 'PATCH',
  path,
  body: { schemas: [urns.patchOp], Operations: operations },
})

export const send = (method: 'POST' | 'PUT', path: string, body: Json): Ask => ({
  ...{ method, path, body },
})

export const membersAs = (members: readonly Member[]): Json =>
  members.map(({ id: value, display }) => ({ value, display }))

/** PATCH as RFC 7644 §3.5.2 has it, one attribute or member an operation. */
export const toTheLetter = {
  setActive: (id, _, active) =>
    patch(`/Users/${id}`, { op: 'replace', path: 'active', value: active }),
  renameGroup: (id, { displayName }) =>
    patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: displayName }),
  addMembers: (id, _, added) =>
    patch(`/Groups/${id}`, { op: 'add', path: 'members', value: membersAs(added) }),
  removeMembers: (id, _, removed) =>
    patch(
      `/Groups/${id}`,
      ...removed.map((member) => ({
        op: 'remove',
        path: `members[${equals('value', member.id)}]`,
      })),
    ),
} as const satisfies Partial<Manner>
