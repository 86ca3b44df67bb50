/** One fault for each check: the manner it is looked for in, and what the server does wrong. */
import type { Fault, Passing, Said } from './faulty.js'

interface Row {
  readonly check: string
  readonly as: string
  readonly does: string
  readonly fault: Fault
}

type Json = Record<string, unknown>

const error = (status: number, scimType?: string): Said => ({
  status,
  headers: { 'content-type': 'application/scim+json' },
  body: JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    ...(scimType === undefined ? {} : { scimType }),
    ...{ status: `${status}`, detail: 'a fault' },
  }),
})

const json = (said: Said): Json => (said.body === '' ? {} : (JSON.parse(said.body) as Json))
const changed = (said: Said, change: (body: Json) => Json): Said => ({
  ...said,
  body: said.status < 300 && said.body !== '' ? JSON.stringify(change(json(said))) : said.body,
})

const filterOf = (path: string): string =>
  new URLSearchParams(path.split('?')[1] ?? '').get('filter') ?? ''

const when =
  (asked: (passing: Passing) => boolean, instead: Fault): Fault =>
  (passing, forward) =>
    asked(passing) ? instead(passing, forward) : forward(passing)

const is =
  (method: string, path: RegExp) =>
  (passing: Passing): boolean =>
    passing.method === method && path.test(passing.path)

const answering =
  (change: (body: Json) => Json): Fault =>
  async (passing, forward) =>
    changed(await forward(passing), change)

const instead =
  (said: Said): Fault =>
  async () =>
    said

const empty = { totalResults: 0, itemsPerPage: 0, Resources: [] }
const lookUp = (passing: Passing): boolean =>
  passing.method === 'GET' && /^\/Users\?/.test(passing.path) && filterOf(passing.path) !== ''

/** None, where the body is no JSON: a check sends such, too. */
const operationsIn = ({ body }: Passing): Json[] => {
  if (!body.includes('"Operations"')) return []
  return (JSON.parse(body) as { Operations: Json[] }).Operations
}

const removesMembers = (passing: Passing): boolean =>
  passing.path.startsWith('/Groups/') &&
  operationsIn(passing).some(({ op, path }) => {
    const isRemoval = String(op).toLowerCase() === 'remove'
    return isRemoval && String(path).startsWith('members')
  })

/** As servers do that read RFC 7644 §3.5.2.2 to the letter, whatever value came with it. */
const removeEverybody: Fault = (passing, forward) =>
  forward({
    ...passing,
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'remove', path: 'members' }],
    }),
  })

/** Reads the list, thinks, and writes it back: whoever came between is gone. */
const rewriteMembers: Fault = async (passing, forward) => {
  const read = json(await forward({ ...passing, method: 'GET', body: '' }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  const before = (read['members'] ?? []) as Json[]
  const value = operationsIn(passing).flatMap((one) => one['value'] as Json[])
  const Operations = [{ op: 'replace', path: 'members', value: [...before, ...value] }]
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp']
  return forward({ ...passing, body: JSON.stringify({ schemas, Operations }) })
}

const oneByOne: Fault = async (passing, forward) => {
  let last: Said = { status: 204, headers: {}, body: '' }
  for (const operation of operationsIn(passing)) {
    const body = { ...(JSON.parse(passing.body) as Json), Operations: [operation] }
    last = await forward({ ...passing, body: JSON.stringify(body) })
  }
  return last
}

const fakeMember = 'urn:a-fault'
const duplicating = (): Fault => {
  const names = new Map<string, string>()
  return async (passing, forward) => {
    const said = await forward(passing)
    const userName =
      passing.body === '' ? '' : String((JSON.parse(passing.body) as Json)['userName'])
    if (said.status === 201) names.set(userName, said.body)
    return said.status === 409 ? { ...said, status: 201, body: names.get(userName) ?? '' } : said
  }
}

const adds = (passing: Passing): boolean =>
  passing.method === 'PATCH' &&
  passing.path.startsWith('/Groups/') &&
  operationsIn(passing).some(
    ({ op, path }) => String(op).toLowerCase() === 'add' && path === 'members',
  )

/** The second time somebody is added. */
const refusingTwice = (): Fault => {
  const seen = new Set<string>()
  return async (passing, forward) => {
    const { value = '' } = (operationsIn(passing)[0]?.['value'] as Json[] | undefined)?.[0] ?? {}
    const key = `${passing.path} ${String(value)}`
    if (seen.has(key)) return error(409)
    seen.add(key)
    return forward(passing)
  }
}

const withoutPassword = answering((body) => ({ ...body, password: 'x' }))
const user = /^\/Users\/[^/?.]+$/
const group = /^\/Groups\/[^/?.]+$/

const setsActive =
  (active: boolean) =>
  (passing: Passing): boolean =>
    passing.method === 'PATCH' &&
    operationsIn(passing).some(({ path, value }) => path === 'active' && value === active)

const accepts: Said = { status: 204, headers: {}, body: '' }

export const faults: readonly Row[] = [
  {
    ...{ check: 'connection-test', as: 'entra-flag', does: 'answers 404 for nobody' },
    fault: when(lookUp, instead(error(404))),
  },
  {
    ...{ check: 'connection-test', as: 'okta-aiw', does: 'has no list of people' },
    fault: when(is('GET', /^\/Users\?startIndex/), instead(error(500))),
  },
  {
    ...{ check: 'media-type', as: 'rfc', does: 'answers text/html' },
    fault: async (passing, forward) => ({
      ...(await forward(passing)),
      headers: { 'content-type': 'text/html' },
    }),
  },
  {
    ...{ check: 'token-refused', as: 'rfc', does: 'lets in whoever asks' },
    fault: (passing, forward) =>
      forward(passing).then((said) =>
        said.status === 401 ? { ...said, status: 200, body: JSON.stringify(empty) } : said,
      ),
  },
  {
    ...{ check: 'configuration-told', as: 'rfc', does: 'leaves etag out' },
    fault: when(
      is('GET', /^\/ServiceProviderConfig/),
      answering(({ etag: _, ...body }) => body),
    ),
  },
  {
    ...{ check: 'types-told', as: 'rfc', does: 'hides its groups' },
    fault: when(
      is('GET', /^\/ResourceTypes/),
      answering((body) => ({ ...body, Resources: (body['Resources'] as Json[]).slice(0, 1) })),
    ),
  },
  {
    ...{ check: 'schemas-told', as: 'rfc', does: 'has no schemas' },
    fault: when(
      is('GET', /^\/Schemas/),
      answering(() => empty),
    ),
  },
  {
    ...{ check: 'me-refused', as: 'rfc', does: 'answers /Me' },
    fault: when(is('GET', /^\/Me/), instead({ ...accepts, status: 200 })),
  },
  {
    ...{ check: 'unknown-endpoint', as: 'rfc', does: 'answers whatever is asked' },
    fault: when(is('GET', /^\/Nonsense/), instead({ ...accepts, status: 200 })),
  },
  {
    ...{ check: 'nobody-found', as: 'rfc', does: 'counts in text' },
    fault: when(
      lookUp,
      answering((body) => ({ ...body, totalResults: String(body['totalResults']) })),
    ),
  },
  {
    ...{ check: 'user-created', as: 'rfc', does: 'answers 200 instead of 201' },
    fault: when(is('POST', /^\/Users$/), async (passing, forward) => {
      const said = await forward(passing)
      return said.status === 201 ? { ...said, status: 200 } : said
    }),
  },
  {
    ...{ check: 'user-created', as: 'okta-aiw', does: 'repeats the password' },
    fault: when(is('POST', /^\/Users$/), withoutPassword),
  },
  {
    ...{ check: 'user-found', as: 'rfc', does: 'ignores filters' },
    fault: when(lookUp, (passing, forward) => forward({ ...passing, path: '/Users?count=5' })),
  },
  {
    ...{ check: 'user-found-in-any-case', as: 'rfc', does: 'compares with case' },
    fault: when(
      (passing) => lookUp(passing) && /[A-Z]{4}/.test(filterOf(passing.path).slice(12)),
      answering((body) => ({ ...body, ...empty })),
    ),
  },
  {
    ...{ check: 'duplicate-refused', as: 'rfc', does: 'answers the one who is there' },
    fault: when(is('POST', /^\/Users$/), duplicating()),
  },
  {
    ...{ check: 'duplicate-refused', as: 'entra-default', does: 'says 409 without scimType' },
    fault: when(is('POST', /^\/Users$/), async (passing, forward) => {
      const said = await forward(passing)
      return said.status === 409 ? error(409) : said
    }),
  },
  {
    ...{ check: 'quotes-in-filters', as: 'rfc', does: 'stumbles over a quote' },
    fault: when(
      (passing) => lookUp(passing) && filterOf(passing.path).includes('\\"'),
      instead(error(400, 'invalidFilter')),
    ),
  },
  {
    ...{ check: 'user-read', as: 'rfc', does: 'forgets names' },
    fault: when(
      is('GET', user),
      answering(({ name: _, ...body }) => body),
    ),
  },
  {
    ...{ check: 'user-updated', as: 'okta-oin', does: 'accepts a PUT and does nothing' },
    fault: when(is('PUT', user), (passing, forward) =>
      forward({ ...passing, method: 'GET', body: '' }),
    ),
  },
  {
    ...{ check: 'user-updated', as: 'entra-default', does: 'knows no capitalised op' },
    fault: when(
      (passing) => operationsIn(passing).some(({ op }) => op === 'Replace'),
      instead(error(400, 'invalidSyntax')),
    ),
  },
  {
    ...{
      check: 'missing-address-created',
      as: 'entra-default',
      does: 'accepts what it does not do',
    },
    fault: when(
      (passing) =>
        operationsIn(passing).some(({ path }) => String(path).startsWith('phoneNumbers')),
      instead(accepts),
    ),
  },
  {
    ...{ check: 'users-listed', as: 'rfc', does: 'ignores startIndex' },
    fault: when(is('GET', /^\/Users\?startIndex/), (passing, forward) =>
      forward({ ...passing, path: passing.path.replace(/startIndex=\d+/, 'startIndex=1') }),
    ),
  },
  {
    ...{ check: 'users-listed', as: 'okta-oin', does: 'tells the size of the page as the total' },
    fault: when(
      is('GET', /^\/Users\?startIndex/),
      answering((body) => ({ ...body, totalResults: (body['Resources'] as Json[]).length })),
    ),
  },
  {
    ...{ check: 'deactivated', as: 'rfc', does: 'deletes who is deactivated' },
    fault: when(setsActive(false), (passing, forward) =>
      forward({ ...passing, method: 'DELETE', body: '' }),
    ),
  },
  {
    ...{ check: 'deactivated', as: 'entra-default', does: 'takes "False" for true' },
    fault: when(
      (passing) => operationsIn(passing).some(({ value }) => value === 'False'),
      instead(accepts),
    ),
  },
  {
    ...{ check: 'reactivated', as: 'rfc', does: 'does not let back in' },
    fault: when(setsActive(true), instead(accepts)),
  },
  {
    ...{ check: 'bad-filter-refused', as: 'rfc', does: 'answers with everybody' },
    fault: when(
      (passing) => lookUp(passing) && filterOf(passing.path).endsWith('eq "'),
      (passing, forward) => forward({ ...passing, path: '/Users' }),
    ),
  },
  {
    ...{ check: 'malformed-refused', as: 'rfc', does: 'breaks over malformed JSON' },
    fault: when(({ body }) => body === '{"schemas":', instead(error(500))),
  },
  {
    ...{ check: 'half-change-refused', as: 'rfc', does: 'does operations one by one' },
    fault: when(
      (passing) => operationsIn(passing).length === 2 && is('PATCH', user)(passing),
      oneByOne,
    ),
  },
  {
    ...{ check: 'unknown-id', as: 'rfc', does: 'says 404 without a body' },
    fault: async (passing, forward) => {
      const said = await forward(passing)
      return said.status === 404 ? { ...said, body: '' } : said
    },
  },
  {
    ...{ check: 'stale-change-refused', as: 'rfc', does: 'ignores If-Match' },
    fault: (passing, forward) => {
      const { 'if-match': _, ...headers } = passing.headers
      return forward({ ...passing, headers })
    },
  },
  {
    ...{ check: 'projection', as: 'rfc', does: 'shows everything always' },
    fault: (passing, forward) =>
      forward({ ...passing, path: passing.path.replace('?attributes=userName', '') }),
  },
  {
    ...{ check: 'group-created', as: 'rfc', does: 'names the group otherwise' },
    fault: when(
      is('POST', /^\/Groups$/),
      answering((body) => ({ ...body, displayName: fakeMember })),
    ),
  },
  {
    ...{ check: 'group-found', as: 'entra-flag', does: 'finds no group by name' },
    fault: when(
      is('GET', /^\/Groups\?.*filter=/),
      answering((body) => ({ ...body, ...empty })),
    ),
  },
  {
    ...{ check: 'members-added', as: 'rfc', does: 'takes add for replace' },
    fault: when(adds, (passing, forward) =>
      forward({ ...passing, body: passing.body.replace('"op":"add"', '"op":"replace"') }),
    ),
  },
  {
    ...{ check: 'member-added-twice', as: 'rfc', does: 'refuses who is in it' },
    fault: when(adds, refusingTwice()),
  },
  {
    ...{ check: 'membership-told', as: 'rfc', does: 'shows members always' },
    fault: (passing, forward) =>
      forward({ ...passing, path: passing.path.replace('?excludedAttributes=members', '') }),
  },
  {
    ...{ check: 'member-removed', as: 'entra-default', does: 'removes everybody' },
    fault: when(removesMembers, removeEverybody),
  },
  {
    ...{ check: 'group-renamed', as: 'okta-aiw', does: 'refuses the id that comes along' },
    fault: when(
      (passing) =>
        operationsIn(passing).some(
          ({ value }) => (value as Json | undefined)?.['id'] !== undefined,
        ),
      instead(error(400, 'mutability')),
    ),
  },
  {
    ...{ check: 'stranger-refused', as: 'rfc', does: 'takes anybody for a member' },
    fault: when(
      (passing) => passing.path.startsWith('/Groups/') && passing.body.includes('nobody-'),
      instead(accepts),
    ),
  },
  {
    ...{ check: 'racing-members-kept', as: 'rfc', does: 'rewrites the list it read before' },
    fault: when(adds, rewriteMembers),
  },
  {
    ...{ check: 'group-deleted', as: 'rfc', does: 'only says that it is gone' },
    fault: when(is('DELETE', group), instead(accepts)),
  },
  {
    ...{ check: 'user-deleted', as: 'rfc', does: 'only says that they are gone' },
    fault: when(is('DELETE', user), instead(accepts)),
  },
]
