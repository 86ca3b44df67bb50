/** An IdP's provisioning: who is assigned is created, changed, put into groups; who no longer is, is deactivated. It remembers whom it linked. */
import { isObject, type JsonObject } from '../scim/index.js'
import { listOf, type List } from './checks/check.js'
import type { Answer, Ask, ScimClient } from './client.js'
import type { Manner } from './manners/manner.js'
import type { Group, Member, Person } from './people.js'

export interface Step {
  /** `create ada@example.com` */
  readonly what: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** What the server said when it refused. */
  readonly detail: string | null
}

export interface PushReport {
  readonly manner: string
  readonly steps: readonly Step[]
  readonly failed: number
}

export interface Assigned {
  readonly people: readonly Person[]
  /** Left out: groups are not pushed. */
  readonly groups?: readonly (Group & { readonly members: readonly string[] })[] | undefined
}

interface Linked {
  readonly id: string
  readonly person: Person
  readonly active: boolean
}

interface LinkedGroup {
  readonly id: string
  readonly group: Group
  /** userNames. */
  readonly members: ReadonlySet<string>
}

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b)

const idOf = (json: JsonObject | undefined): string | undefined =>
  isObject(json) && typeof json['id'] === 'string' ? json['id'] : undefined

function found(answer: Answer): List {
  try {
    return listOf(answer)
  } catch {
    return { totalResults: 0, resources: [] }
  }
}

export class Pusher {
  readonly #people = new Map<string, Linked>()
  readonly #groups = new Map<string, LinkedGroup>()
  #steps: Step[] = []

  constructor(
    private readonly client: ScimClient,
    private readonly manner: Manner,
  ) {}

  /** What "Test connection" does. */
  async test(nobody: string): Promise<PushReport> {
    await this.#ask('test connection', this.manner.probe(nobody))
    return this.#report()
  }

  /** One cycle: initial when nobody is linked yet, else what has changed since. @throws Refusal `scim-unreachable` */
  async push({ people, groups }: Assigned): Promise<PushReport> {
    for (const person of people) await this.#pushPerson(person)
    const assigned = new Set(people.map(({ userName }) => userName))
    for (const [userName, { active }] of this.#people)
      if (active && !assigned.has(userName)) await this.#setActive(userName, false)
    for (const { members, ...group } of groups ?? [])
      await this.#pushGroup(
        group,
        members.filter((userName) => assigned.has(userName)),
      )
    return this.#report()
  }

  #report(): PushReport {
    const steps = this.#steps
    this.#steps = []
    const failed = steps.filter(({ status }) => status >= 300).length
    return { manner: this.manner.key, steps, failed }
  }

  async #ask(what: string, ask: Ask): Promise<Answer> {
    const answer = await this.client.ask(ask)
    const said = answer.json?.['detail']
    const detail =
      answer.status >= 300 && typeof said === 'string'
        ? this.client.withoutToken(said).slice(0, 300)
        : null
    const { method, path } = ask
    this.#steps.push({ what, method, path, status: answer.status, detail })
    return answer
  }

  async #pushPerson(person: Person): Promise<void> {
    const { userName } = person
    const linked = this.#people.get(userName)
    if (!linked) return this.#link(person)
    if (!linked.active) await this.#setActive(userName, true)
    if (same(linked.person, person)) return
    const { status } = await this.#ask(`update ${userName}`, this.manner.update(linked.id, person))
    if (status < 300) this.#people.set(userName, { ...linked, person, active: true })
  }

  /** Looked up first: somebody may be there from before this app was. */
  async #link(person: Person): Promise<void> {
    const { userName } = person
    const answer = await this.#ask(`look ${userName} up`, this.manner.lookUp(userName))
    if (answer.status >= 300) return
    const known = idOf(found(answer).resources[0])
    const made =
      known === undefined
        ? await this.#ask(`create ${userName}`, this.manner.create(person))
        : await this.#ask(`update ${userName}`, this.manner.update(known, person))
    const id = known ?? idOf(made.json)
    if (made.status < 300 && id !== undefined)
      this.#people.set(userName, { id, person, active: true })
  }

  async #setActive(userName: string, active: boolean): Promise<void> {
    const linked = this.#people.get(userName)
    if (!linked) return
    const ask = this.manner.setActive(linked.id, linked.person, active)
    const { status } = await this.#ask(`${active ? 'reactivate' : 'deactivate'} ${userName}`, ask)
    if (status < 300) this.#people.set(userName, { ...linked, active })
  }

  async #pushGroup(group: Group, userNames: readonly string[]): Promise<void> {
    const linked = this.#groups.get(group.externalId) ?? (await this.#linkGroup(group))
    if (!linked) return
    await this.#rename(linked, group)
    const wanted = new Set(userNames.filter((userName) => this.#people.has(userName)))
    const added = [...wanted].filter((userName) => !linked.members.has(userName))
    const removed = [...linked.members].filter((userName) => !wanted.has(userName))
    const { id } = linked
    const all = this.#members([...wanted])
    const { displayName } = group
    const asks: [string, Ask][] = []
    if (added.length > 0)
      asks.push(['add', this.manner.addMembers(id, group, this.#members(added), all)])
    if (removed.length > 0)
      asks.push(['remove', this.manner.removeMembers(id, group, this.#members(removed), all)])
    let failed = false
    for (const [what, ask] of asks)
      failed = (await this.#ask(`${what} members of ${displayName}`, ask)).status >= 300 || failed
    if (!failed) this.#groups.set(group.externalId, { id, group, members: wanted })
  }

  #members(userNames: readonly string[]): readonly Member[] {
    return userNames.flatMap((userName) => {
      const linked = this.#people.get(userName)
      return linked ? [{ id: linked.id, display: linked.person.displayName }] : []
    })
  }

  async #linkGroup(group: Group): Promise<LinkedGroup | undefined> {
    const { displayName } = group
    const answer = await this.#ask(`look ${displayName} up`, this.manner.lookUpGroup(displayName))
    if (answer.status >= 300) return undefined
    const known = idOf(found(answer).resources[0])
    const made =
      known === undefined
        ? await this.#ask(`create ${displayName}`, this.manner.createGroup(group))
        : answer
    const id = known ?? idOf(made.json)
    return made.status < 300 && id !== undefined ? { id, group, members: new Set() } : undefined
  }

  async #rename(linked: LinkedGroup, group: Group): Promise<void> {
    if (linked.group.displayName === group.displayName) return
    const members = this.#members([...linked.members])
    const ask = this.manner.renameGroup(linked.id, group, members)
    await this.#ask(`rename ${linked.group.displayName}`, ask)
  }
}
