/** What is asked of each contender: the requests of Okta and Entra, as bytes, and what a right answer holds. */
import type { Answered } from './load.js'
import { idOf, personBody, userNameOf } from './people.js'

export interface Target {
  readonly port: number
  /** Of the SCIM endpoints, without a slash at its end. */
  readonly path: string
  readonly token: string
  readonly users: number
}

export interface Operation {
  readonly name: string
  readonly writes: boolean
  /** The next request; each for somebody else. */
  readonly requests: (target: Target) => () => string
  /** What is wrong with an answer; undefined when nothing is. */
  readonly fault: (answered: Answered, target: Target) => string | undefined
}

function asked({ path, token }: Target, method: string, url: string, body?: object): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const content =
    body === undefined
      ? ''
      : `content-type: application/scim+json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`
  return `${method} ${path}${url} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\n${content}\r\n${text}`
}

/** Everybody once before anybody twice, in no order an index would like. */
function someone({ users }: Target): () => number {
  const step = [7919, 7907, 7901].find((prime) => users % prime !== 0) ?? 1
  let n = 0
  return () => (n = (n + step) % users) + 1
}

interface Listed {
  readonly totalResults?: number
  readonly Resources?: readonly { readonly userName?: string; readonly id?: string }[]
}
const listed = ({ body }: Answered): Listed => JSON.parse(body) as Listed

const lookup = (userName: string): string =>
  `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}&startIndex=1&count=100`

function listFault(answered: Answered, { users }: Target, first: number): string | undefined {
  const { totalResults = 0, Resources = [] } = listed(answered)
  if (totalResults < users) return `totalResults ${totalResults} of ${users}`
  if (Resources.length !== Math.min(100, users)) return `${Resources.length} resources`
  const names = new Set(Resources.map(({ userName }) => userName))
  // Either end is a right first page; only the other page's people are a wrong one.
  const [here, there] = [userNameOf(first), userNameOf(users + 1 - first)]
  return names.has(here) || names.has(there) ? undefined : 'not the page asked for'
}

const patchOf = (path: string, value: unknown) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path, value }],
})

const statusFault = ({ status, body }: Answered): string | undefined =>
  status >= 200 && status < 300 ? undefined : `${status} ${body.slice(0, 200)}`

export const operations: readonly Operation[] = [
  {
    name: 'get',
    writes: false,
    requests: (target) => {
      const next = someone(target)
      return () => asked(target, 'GET', `/Users/${idOf(next())}`)
    },
    fault: ({ body }) => (body.includes('@example.com') ? undefined : body.slice(0, 200)),
  },
  {
    name: 'filter userName',
    writes: false,
    requests: (target) => {
      const next = someone(target)
      return () => asked(target, 'GET', lookup(userNameOf(next())))
    },
    fault: (answered) =>
      listed(answered).Resources?.length === 1 ? undefined : answered.body.slice(0, 200),
  },
  {
    name: 'miss',
    writes: false,
    requests: (target) => {
      let n = 0
      return () => asked(target, 'GET', lookup(`nobody-${(n += 1)}@example.com`))
    },
    fault: (answered) =>
      listed(answered).totalResults === 0 ? undefined : answered.body.slice(0, 200),
  },
  {
    name: 'first page of 100',
    writes: false,
    requests: (target) => () => asked(target, 'GET', '/Users?startIndex=1&count=100'),
    fault: (answered, target) => listFault(answered, target, 1),
  },
  {
    name: 'last page of 100',
    writes: false,
    requests: (target) => () =>
      asked(target, 'GET', `/Users?startIndex=${Math.max(1, target.users - 99)}&count=100`),
    fault: (answered, target) => listFault(answered, target, target.users),
  },
  {
    name: 'patch title',
    writes: true,
    requests: (target) => {
      const next = someone(target)
      let n = 0
      // Asked anew, the same people get other titles: what changes nothing is not written.
      const run = Date.now().toString(36)
      const title = () => `Engineer ${run} ${(n += 1)}`
      return () => asked(target, 'PATCH', `/Users/${idOf(next())}`, patchOf('title', title()))
    },
    fault: statusFault,
  },
  {
    name: 'patch active',
    writes: true,
    requests: (target) => {
      const next = someone(target)
      let n = 0
      return () => {
        const value = Math.floor(n++ / target.users) % 2 === 1
        return asked(target, 'PATCH', `/Users/${idOf(next())}`, patchOf('active', value))
      }
    },
    fault: statusFault,
  },
  {
    name: 'post',
    writes: true,
    requests: (target) => {
      let n = 10_000_000
      const run = Date.now().toString(36)
      return () =>
        asked(target, 'POST', '/Users', personBody((n += 1), `new-${run}-${n}@example.com`))
    },
    fault: statusFault,
  },
]
