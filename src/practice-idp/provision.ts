/** The practice IdP as a SCIM client: it pushes its people and their groups in the manner of Okta, Entra or the RFC, and remembers whom it linked. */
import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { parseWith, Refusal } from '../core/index.js'
import { mannersNamed, Pusher, ScimClient, type PushReport } from '../scim-client/index.js'
import { people, personNamed, type Person } from './people.js'

const Asked = z.strictObject({
  baseUrl: z.string().check(z.maxLength(2048, 'is too long')),
  token: z.string().check(z.maxLength(4096, 'is too long')),
  /** `okta` and `entra` mean the first of theirs. */
  as: z._default(z.string(), 'okta-aiw'),
  /** Logins of those assigned. Who was and is not any more is deactivated. */
  people: z._default(z.array(z.string()), () => people.map(({ login }) => login)),
  groups: z._default(z.boolean(), true),
})

const asDirectoryHas = ({ login, displayName, mail }: Person) => {
  const [givenName = displayName, ...rest] = displayName.split(' ')
  const familyName = rest.join(' ') || givenName
  const externalId = `practice-${login}`
  return { userName: mail, externalId, givenName, familyName, displayName, email: mail }
}

function assigned(logins: readonly string[]): readonly Person[] {
  return logins.map((login) => {
    const person = personNamed(login)
    if (person) return person
    throw new Refusal({
      code: 'person-unknown',
      owner: 'caller',
      detail: `nobody is called ${JSON.stringify(login.slice(0, 60))}`,
      remedy: `Choose among: ${people.map((it) => it.login).join(', ')}.`,
    })
  })
}

const groupsOf = (all: readonly Person[]) =>
  [...new Set(people.flatMap(({ groups }) => groups))].sort().map((displayName) => ({
    ...{ displayName, externalId: `practice-group-${displayName}` },
    members: all.filter(({ groups }) => groups.includes(displayName)).map(({ mail }) => mail),
  }))

/** One link for each server and manner: an IdP knows again whom it created there. */
class Provisioning {
  readonly #pushers = new Map<string, Pusher>()

  /** @throws Refusal naming what of the request is wrong, or `scim-unreachable` */
  async push(body: unknown): Promise<PushReport> {
    const { baseUrl, token, as, people: logins, groups } = parseWith(Asked, body)
    const all = assigned(logins)
    const pusher = this.#pusherFor(baseUrl, token, as)
    const tested = await pusher.test(`nobody-${randomUUID()}`)
    if (tested.failed > 0) return tested
    const done = await pusher.push({
      people: all.map(asDirectoryHas),
      groups: groups ? groupsOf(all) : undefined,
    })
    return { ...done, steps: [...tested.steps, ...done.steps] }
  }

  #pusherFor(baseUrl: string, token: string, as: string): Pusher {
    const key = JSON.stringify([as, baseUrl, token])
    const known = this.#pushers.get(key)
    if (known) return known
    const [manner] = mannersNamed(as)
    if (!manner) throw new Error(`${as} is no manner`)
    const pusher = new Pusher(new ScimClient({ baseUrl, token }), manner)
    this.#pushers.set(key, pusher)
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
