/** The practice IdP as a SCIM client: it pushes its people and their groups in the manner of Okta, Entra or the RFC, and remembers whom it linked. */
import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { parseWith, Refusal } from '../core/index.js'
import { mannersNamed, Pusher, ScimClient, type PushReport } from '../scim-client/index.js'
import { people, personNamed } from './people.js'

const text = (most: number) => z.string().check(z.maxLength(most, 'is too long'))

const Assigned = z.strictObject({
  login: text(60),
  displayName: z.optional(text(200)),
  department: z.optional(text(200)),
})
type Assigned = z.output<typeof Assigned>

const Asked = z.strictObject({
  baseUrl: text(2048),
  token: text(4096),
  /** `okta` and `entra` mean the first of theirs. */
  as: z._default(text(40), 'okta-aiw'),
  /** Logins of those assigned, or what has changed about them. Who was and is not any more is deactivated. */
  people: z._default(z.array(z.union([text(60), Assigned])), () =>
    people.map(({ login }) => login),
  ),
  /** Whether groups are pushed; or those that were renamed, by the name they had. */
  groups: z._default(z.union([z.boolean(), z.record(text(200), text(200))]), true),
})

function known({ login, displayName, department }: Assigned) {
  const person = personNamed(login)
  if (person) return { ...person, displayName: displayName ?? person.displayName, department }
  throw new Refusal({
    code: 'person-unknown',
    owner: 'caller',
    detail: `nobody is called ${JSON.stringify(login)}`,
    remedy: `Choose among: ${people.map((it) => it.login).join(', ')}.`,
  })
}
type Known = ReturnType<typeof known>

const asDirectoryHas = ({ login, displayName, mail, department }: Known) => {
  const [givenName = displayName, ...rest] = displayName.split(' ')
  const familyName = rest.join(' ') || givenName
  const externalId = `practice-${login}`
  const names = { givenName, familyName, displayName }
  return { userName: mail, externalId, ...names, email: mail, department }
}

const groupsOf = (all: readonly Known[], renamed: Readonly<Record<string, string>>) =>
  [...new Set(people.flatMap(({ groups }) => groups))].sort().map((name) => ({
    ...{ displayName: renamed[name] ?? name, externalId: `practice-group-${name}` },
    members: all.filter(({ groups }) => groups.includes(name)).map(({ mail }) => mail),
  }))

/** Servers and manners it remembers; the oldest goes first. */
const mostLinks = 100

/** One link for each server and manner: an IdP knows again whom it created there. */
class Provisioning {
  readonly #pushers = new Map<string, Pusher>()
  #turn: Promise<unknown> = Promise.resolve()

  /** One cycle after another, as at an IdP. @throws Refusal naming what of the request is wrong, or why the server cannot be asked */
  push(body: unknown): Promise<PushReport> {
    const cycle = this.#turn.then(() => this.#push(body))
    this.#turn = cycle.catch(() => undefined)
    return cycle
  }

  async #push(body: unknown): Promise<PushReport> {
    const { baseUrl, token, as, people: asked, groups } = parseWith(Asked, body)
    const all = asked.map((one) => known(typeof one === 'string' ? { login: one } : one))
    const client = new ScimClient({ baseUrl, token })
    const pusher = this.#pusherFor(baseUrl, as)
    const tested = await pusher.test(client, `nobody-${randomUUID()}`)
    if (tested.failed > 0) return tested
    const done = await pusher.push(client, {
      people: all.map(asDirectoryHas),
      groups: groups === false ? [] : groupsOf(all, groups === true ? {} : groups),
    })
    return { ...done, steps: [...tested.steps, ...done.steps] }
  }

  #pusherFor(baseUrl: string, as: string): Pusher {
    const [manner] = mannersNamed(as)
    if (!manner) throw new Error(`${as} is no manner`)
    const key = JSON.stringify([manner.key, baseUrl])
    const pusher = this.#pushers.get(key) ?? new Pusher(manner)
    this.#pushers.set(key, pusher)
    const [oldest] = this.#pushers.keys()
    if (this.#pushers.size > mostLinks && oldest !== undefined) this.#pushers.delete(oldest)
    return pusher
  }
}

const notJson = (): Refusal =>
  new Refusal({
    code: 'json-needed',
    owner: 'caller',
    detail: 'the body is not JSON',
    remedy: 'Send Content-Type: application/json.',
  })

export function mountProvisioning(app: FastifyInstance): void {
  const provisioning = new Provisioning()
  app.post('/provision', async (request, reply) => {
    // A form can be sent by any page in this browser; JSON cannot, without being asked about first.
    if (!request.headers['content-type']?.startsWith('application/json')) throw notJson()
    return reply.send(await provisioning.push(request.body))
  })
}
