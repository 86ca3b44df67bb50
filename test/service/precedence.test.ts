/**
 * Whatever comes first: a directory's requests and a person's sign-ins come to the same, in any interleaving. A client
 * waits for the id of who it creates, so its own requests keep their order; sign-ins may fall anywhere between them.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isSource } from '../core/requirement-ids.js'
import { answerTo, idpByHand } from './forged.js'
import { enable } from './people.js'
import { group, patchOp, user } from './scim/support.js'
import { startTestService, type TestService } from './support.js'

let service: TestService
let organizations = 0
beforeAll(async () => void (service = await startTestService({ rates })))
afterAll(() => service.close())

const rates = { people: 1_000_000, admin: 1_000_000, passwords: 1_000_000, scim: 1_000_000 }
const address = 'ada@example.com'

/** What the client of a directory does next; each needs the one before. */
type Push = 'create' | 'deactivate' | 'activate' | 'delete' | 'join' | 'leave'
type Precedence = 'scim' | 'jit'

interface World {
  readonly push: (what: Push) => Promise<void>
  /** @returns `signed-in`, or the code of the refusal */
  readonly enter: () => Promise<string>
  /** Where everybody stands at the end. */
  readonly standing: () => Promise<readonly Record<string, unknown>[]>
  /** Sources of every line of every decision: of sign-ins and of the directory. */
  readonly sources: () => Promise<readonly string[]>
  /** Every id SCIM has given the person. */
  readonly ids: ReadonlySet<string>
}

async function adminOk(method: string, path: string, body: unknown) {
  const answer = await service.admin(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
  return answer.json
}

/** An organization of its own, with a directory, and an IdP that says of groups what `asserted` says. */
async function world(
  preset: string,
  precedence: Precedence,
  asserted: readonly string[],
): Promise<World> {
  const name = `o${(organizations += 1)}`
  const at = service.clock.now()
  await adminOk('PUT', `/organizations/${name}`, { preset, displayName: name })
  for (const each of ['Engineers', 'Admins']) {
    await adminOk('PUT', `/organizations/${name}/groups/${each}`, { idpIdentifier: each })
  }
  await service.store.transaction((tx) =>
    tx.administrators.insert({
      ...{ id: name, organization: name, email: `root@${name}.example` },
      ...{ input: { displayName: 'Root' }, passwordHash: 'unused', passwordSetAt: at },
      ...{ passwordWorkedAt: at, version: 1, createdAt: at, updatedAt: at, creationKey: null },
    }),
  )
  await adminOk('PUT', `/saml-connections/${name}`, {
    organization: name,
    ...idpByHand(`https://idp.example/${name}`),
    settings: { precedence, idpKind: 'okta' },
  })
  await enable(service, name)
  const { baseUrl } = await adminOk('PUT', `/directories/${name}`, { organization: name })
  const { value } = await adminOk('PUT', `/directories/${name}/tokens/first`, {})
  const scim = async (method: string, path: string, body?: object) => {
    const headers = {
      authorization: `Bearer ${String(value)}`,
      'content-type': 'application/scim+json',
    }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`${String(baseUrl)}${path}`, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as { readonly id?: string })
  }
  const ids = new Set<string>()
  let [id, engineers] = ['', '']
  const active = (on: boolean) => patchOp({ op: 'replace', path: 'active', value: on })
  const members = (op: 'add' | 'remove') =>
    op === 'add'
      ? patchOp({ op, path: 'members', value: [{ value: id }] })
      : patchOp({ op, path: `members[value eq "${id}"]` })
  const pushes: Record<Push, () => Promise<unknown>> = {
    create: async () => {
      id = (await scim('POST', '/Users', user(address))).id ?? ''
      ids.add(id)
    },
    deactivate: () => scim('PATCH', `/Users/${id}`, active(false)),
    activate: () => scim('PATCH', `/Users/${id}`, active(true)),
    delete: () => scim('DELETE', `/Users/${id}`),
    join: async () => {
      if (engineers === '') engineers = (await scim('POST', '/Groups', group('Engineers'))).id ?? ''
      await scim('PATCH', `/Groups/${engineers}`, members('add'))
    },
    leave: () => scim('PATCH', `/Groups/${engineers}`, members('remove')),
  }
  return {
    ids,
    push: async (what) => void (await pushes[what]()),
    enter: async () => {
      service.clock.advance(1)
      const attributes = {
        ...{ login: ['ada'], email: [address], name: ['Ada'], groups: asserted },
      }
      await answerTo(service, name, { subject: '00u1', attributes })
      const { items } = await service.client.call('listSignInAttempts', {
        query: { connection: name, limit: 1 },
      })
      const outcome = items[0]?.finding?.code ?? 'signed-in'
      // Refused for the Response's sake, a sign-in would prove nothing.
      if (outcome !== 'signed-in' && !outcome.startsWith('user-')) throw new Error(outcome)
      return outcome
    },
    sources: async () => {
      const attempts = await service.store.attempts.list({ connection: name, limit: 100 })
      const decisions = await service.store.directoryDecisions.list({
        ...{ directory: name, user: undefined, limit: 100 },
      })
      return [...attempts, ...decisions].flatMap(({ trace }) => trace.map(({ source }) => source))
    },
    standing: async () => {
      const items = await adminOk('GET', `/organizations/${name}/users`, undefined)
      return (items['items'] as Record<string, unknown>[]).map(
        ({ state, groups, spaces, roles }) => ({
          ...{ state, groups, spaces, roles },
        }),
      )
    },
  }
}

const peopleOnly: readonly (readonly Push[])[] = [
  ['create'],
  ['create', 'deactivate'],
  ['create', 'deactivate', 'activate'],
  ['create', 'delete'],
  ['create', 'delete', 'create'],
  ['create', 'delete', 'create', 'deactivate', 'activate'],
]
const withGroups: readonly (readonly Push[])[] = [
  ['create', 'join'],
  ['create', 'join', 'leave'],
  ['create', 'join', 'deactivate', 'activate'],
  ['create', 'join', 'delete', 'create', 'join'],
]

interface End {
  readonly entrance: string
  readonly standing: readonly Record<string, unknown>[]
  readonly ids: number
}

/** Runs the requests with sign-ins before those at the places named, and one more at the end. */
async function endOf(
  preset: string,
  precedence: Precedence,
  stream: readonly Push[],
  places: readonly number[],
  asserted: readonly string[],
): Promise<End> {
  const { push, enter, standing, ids, sources } = await world(preset, precedence, asserted)
  for (const [index, what] of stream.entries()) {
    for (const _ of places.filter((place) => place === index)) await enter()
    await push(what)
  }
  const entrance = await enter()
  const told = await sources()
  expect(told.length).toBeGreaterThan(0)
  expect(told.filter((source) => !isSource(source))).toEqual([])
  return { entrance, standing: await standing(), ids: ids.size }
}

/** With precedence jit, groups are what the last sign-in that was let in said: of who is out they are kept, and give nothing. */
const counting = (precedence: Precedence, { standing, ...end }: End) => ({
  ...end,
  standing: standing.map(({ groups, ...rest }) =>
    precedence === 'jit' && rest['state'] !== 'active' ? rest : { groups, ...rest },
  ),
})

describe.each([
  ['torque', peopleOnly],
  ['sonarqube-cloud', [...peopleOnly, ...withGroups]],
] as const)('T59: under %s', (preset, streams) => {
  test.each(['scim', 'jit'] as const)(
    'precedence %s: when the sign-ins come is all the same',
    async (precedence) => {
      const places = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 })
      const asserted = fc.constantFrom([], ['Admins'], ['Engineers', 'Admins'])
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...streams),
          places,
          asserted,
          async (stream, at, groups) => {
            const alone = await endOf(preset, precedence, stream, [], groups)
            const between = await endOf(preset, precedence, stream, at, groups)
            expect(counting(precedence, between)).toEqual(counting(precedence, alone))
            // T59: however often they go and come, SCIM knows them by one id.
            expect(between.ids).toBe(1)
          },
        ),
        { numRuns: 10 },
      )
    },
    120_000,
  )
})

test.each([
  ['scim', 'user-not-provisioned', ['Engineers']],
  ['jit', 'signed-in', ['Admins']],
] as const)(
  'T33, S60: precedence %s decides who creates people and whose groups count, not who came first',
  async (precedence, first, groups) => {
    const { push, enter, standing } = await world('sonarqube-cloud', precedence, ['Admins'])
    expect(await enter()).toBe(first)
    await push('create')
    await push('join')
    expect(await enter()).toBe('signed-in')
    expect(await standing()).toEqual([{ state: 'active', groups, spaces: [], roles: [] }])
  },
)
