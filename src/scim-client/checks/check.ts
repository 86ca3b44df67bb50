/** A check: one thing a SCIM client relies on. What it needs, how it is asked, and what it says when it does not hold. */
import { isList, isObject, type Json, type JsonObject } from '../../scim/index.js'
import type { Answer, Ask, ScimClient } from '../client.js'
import type { Manner } from '../manners/manner.js'
import type { Group, Member, Person } from '../people.js'

/** Does not hold. */
export class Failed extends Error {
  constructor(
    readonly detail: string,
    /** What the answers were to. */
    readonly asks: readonly Ask[] = [],
  ) {
    super(detail)
  }
}

/** Cannot be asked here: not offered, or what it builds upon failed. */
export class Skipped extends Error {}

/** What the checks of one manner share. */
export interface Rehearsal {
  readonly client: ScimClient
  readonly manner: Manner
  /** Somebody invented; each number is somebody else, another in each run. */
  readonly person: (n: number) => Person
  readonly group: (n: number) => Group
  readonly hasGroups: boolean
  /** People made so far, by the number they were invented with. */
  readonly people: Map<number, Member>
  readonly groups: Map<number, string>
  /** Paths of what was made, to be removed at the end. */
  readonly made: Set<string>
  readonly nobody: string
}

export interface Check {
  readonly id: string
  readonly title: string
  /** What mends it, said to whoever builds the server. */
  readonly remedy: string
  readonly source: string
  /** Of a group; left out where the server has none. */
  readonly ofGroups?: boolean
  /** The manners it is for. @default - all */
  readonly only?: (manner: Manner) => boolean
  readonly run: (rehearsal: Rehearsal) => Promise<void>
}

/** Of a scalar, its text; a server may send anything where text belongs. */
export const textOf = (json: Json | undefined): string =>
  typeof json === 'string' || typeof json === 'number' ? `${json}` : ''

const told = ({ ask: { method, path }, status, json }: Answer): string => {
  const said = json?.['detail']
  const scimType = json?.['scimType']
  const why = typeof said === 'string' ? ` (${said.slice(0, 200)})` : ''
  const kind = typeof scimType === 'string' ? ` ${scimType.slice(0, 40)}` : ''
  return `${method} ${path} was answered ${status}${kind}${why}`
}

export const failedBy = (answer: Answer, expected: string): Failed =>
  new Failed(`${told(answer)}; expected ${expected}`, [answer.ask])

/** @throws Failed */
export function expectStatus(answer: Answer, ...statuses: readonly number[]): Answer {
  if (statuses.includes(answer.status)) return answer
  throw failedBy(answer, statuses.join(' or '))
}

/** @throws Failed */
export function expectError(answer: Answer, status: number, scimType?: string): void {
  expectStatus(answer, status)
  const { schemas, status: said, scimType: kind } = answer.json ?? {}
  const names = isList(schemas) && schemas.some((urn) => textOf(urn).endsWith(':Error'))
  if (!names || textOf(said) !== `${status}`)
    throw failedBy(answer, `a SCIM error body with status "${status}" (RFC 7644 §3.12)`)
  if (scimType !== undefined && kind !== scimType) throw failedBy(answer, `scimType ${scimType}`)
}

export interface List {
  readonly totalResults: number
  readonly resources: readonly JsonObject[]
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0

/** @throws Failed */
export function listOf(answer: Answer): List {
  expectStatus(answer, 200)
  const { totalResults, Resources = [], startIndex, itemsPerPage } = answer.json ?? {}
  const counts = [totalResults, startIndex ?? 1, itemsPerPage ?? 0]
  if (!counts.every(isCount) || !isCount(totalResults) || !isList(Resources))
    throw failedBy(answer, 'a ListResponse with integers (RFC 7644 §3.4.2)')
  return { totalResults, resources: Resources.filter(isObject) }
}

/** @throws Failed */
export function resourceOf(answer: Answer, ...statuses: readonly number[]): JsonObject {
  expectStatus(answer, ...statuses)
  if (answer.json && typeof answer.json['id'] === 'string') return answer.json
  throw failedBy(answer, 'the resource, with its id')
}

const inside = (json: Json | undefined, steps: readonly string[]): Json | undefined =>
  steps.reduce<Json | undefined>((value, step) => (isObject(value) ? value[step] : undefined), json)

/** @param fields - dotted paths and what must be there. @throws Failed naming the first that differs */
export function expectFields(
  resource: JsonObject,
  fields: Readonly<Record<string, Json | undefined>>,
  ask: Ask,
): void {
  for (const [path, expected] of Object.entries(fields)) {
    const found = inside(resource, path.split('.'))
    if (found !== expected)
      throw new Failed(
        `after ${ask.method} ${ask.path}, ${path} is ${found === undefined ? 'absent' : JSON.stringify(found)}; expected ${JSON.stringify(expected)}`,
        [ask],
      )
  }
}

/** The address of that type, or the primary one, or the only one. */
export function emailOf({ emails }: JsonObject): Json | undefined {
  const all = (isList(emails) ? emails : []).filter(isObject)
  const chosen = all.find(({ type }) => type === 'work') ?? all.find((one) => one['primary'])
  return (chosen ?? all[0])?.['value']
}

export const memberIds = ({ members }: JsonObject): readonly string[] =>
  (isList(members) ? members : []).filter(isObject).map(({ value }) => textOf(value))

export const readUser = (id: string): Ask => ({ method: 'GET', path: `/Users/${id}` })
export const readGroup = (id: string): Ask => ({ method: 'GET', path: `/Groups/${id}` })

/** @throws Failed */
export async function readPerson({ client }: Rehearsal, id: string): Promise<JsonObject> {
  return resourceOf(await client.ask(readUser(id)), 200)
}

/** @throws Skipped where an earlier check could not make them */
export function personMade({ people }: Rehearsal, n: number): Member {
  const member = people.get(n)
  if (member) return member
  throw new Skipped('the person it is about could not be created')
}

export function groupMade({ groups }: Rehearsal, n: number): string {
  const id = groups.get(n)
  if (id !== undefined) return id
  throw new Skipped('the group it is about could not be created')
}

/** Notes what was made, so that it goes again. */
export async function createPerson(rehearsal: Rehearsal, n: number): Promise<JsonObject> {
  const { client, manner, people, made, person } = rehearsal
  const answer = await client.ask(manner.create(person(n)))
  const id = answer.json?.['id']
  if (answer.status < 300 && typeof id === 'string') {
    made.add(`/Users/${id}`)
    people.set(n, { id, display: person(n).userName })
  }
  return resourceOf(answer, 201)
}
