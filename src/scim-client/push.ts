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
  /** Whether the server has them like that. */
  readonly isTold: boolean
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

/** Whom one app at an IdP has linked on one server. */
export class Pusher {
  readonly #people = new Map<string, Linked>()
  readonly #groups = new Map<string, LinkedGroup>()

  constructor(private readonly manner: Manner) {}

  /**
   * One cycle: initial when nobody is linked yet, else what has changed since. What was refused is tried again in the next.
   * @throws Refusal where the server cannot be asked
   */
  async push(client: ScimClient, { people, groups = [] }: Assigned): Promise<PushReport> {
    const cycle = new Cycle(client, this.manner, this.#people, this.#groups)
    for (const person of people) await cycle.pushPerson(person)
    const assigned = new Set(people.map(({ userName }) => userName))
    await cycle.deactivateOthers(assigned)
    for (const { members, ...group } of groups)
      await cycle.pushGroup(
        group,
        members.filter((userName) => assigned.has(userName)),
      )
    return cycle.report()
  }

  /** What "Test connection" does. @throws Refusal where the server cannot be asked */
  async test(client: ScimClient, nobody: string): Promise<PushReport> {
    const cycle = new Cycle(client, this.manner, this.#people, this.#groups)
    await cycle.ask('test connection', this.manner.probe(nobody))
    return cycle.report()
  }
}

class Cycle {
  readonly #steps: Step[] = []

  constructor(
    private readonly client: ScimClient,
    private readonly manner: Manner,
    private readonly people: Map<string, Linked>,
    private readonly groups: Map<string, LinkedGroup>,
  ) {}

  report(): PushReport {
    const failed = this.#steps.filter(({ status }) => status >= 300).length
    return { manner: this.manner.key, steps: this.#steps, failed }
  }

  async ask(what: string, ask: Ask): Promise<Answer> {
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

  /** @returns whether it was done */
  async #did(what: string, ask: Ask): Promise<boolean> {
    return (await this.ask(what, ask)).status < 300
  }

  async pushPerson(person: Person): Promise<void> {
    const { userName } = person
    const linked = this.people.get(userName)
    if (!linked) return this.#link(person)
    if (!linked.active) await this.#setActive(userName, true)
    if (!linked.isTold || !same(linked.person, person)) await this.#update(person)
  }

  async deactivateOthers(assigned: ReadonlySet<string>): Promise<void> {
    for (const [userName, { active }] of this.people)
      if (active && !assigned.has(userName)) await this.#setActive(userName, false)
  }

  /** Looked up first: somebody may be there from before this app was, and inactive. */
  async #link(person: Person): Promise<void> {
    const { userName } = person
    const answer = await this.ask(`look ${userName} up`, this.manner.lookUp(userName))
    if (answer.status >= 300) return
    const [known] = found(answer).resources
    const id = idOf(known)
    if (id === undefined) return this.#create(person)
    this.people.set(userName, { id, person, isTold: false, active: known?.['active'] !== false })
    await this.#update(person)
    if (known?.['active'] === false) await this.#setActive(userName, true)
  }

  async #create(person: Person): Promise<void> {
    const { userName } = person
    const answer = await this.ask(`create ${userName}`, this.manner.create(person))
    const id = idOf(answer.json)
    if (answer.status < 300 && id !== undefined)
      this.people.set(userName, { id, person, isTold: true, active: true })
  }

  async #update(person: Person): Promise<void> {
    const { userName } = person
    const linked = this.people.get(userName)
    if (!linked) return
    const isTold = await this.#did(`update ${userName}`, this.manner.update(linked.id, person))
    this.people.set(userName, { ...linked, person, isTold })
  }

  async #setActive(userName: string, active: boolean): Promise<void> {
    const linked = this.people.get(userName)
    if (!linked) return
    const what = `${active ? 'reactivate' : 'deactivate'} ${userName}`
    const ask = this.manner.setActive(linked.id, linked.person, active)
    if (await this.#did(what, ask)) this.people.set(userName, { ...linked, active })
  }

  async pushGroup(group: Group, userNames: readonly string[]): Promise<void> {
    const { externalId } = group
    const linked = this.groups.get(externalId) ?? (await this.#linkGroup(group))
    if (!linked) return
    const isNamed = await this.#rename(linked, group)
    const wanted = userNames.filter((userName) => this.people.has(userName))
    const isFilled = await this.#fill(linked, group, wanted)
    this.groups.set(externalId, {
      id: linked.id,
      group: isNamed ? group : linked.group,
      members: isFilled ? new Set(wanted) : linked.members,
    })
  }

  async #fill(
    { id, members }: LinkedGroup,
    group: Group,
    wanted: readonly string[],
  ): Promise<boolean> {
    const added = this.#members(wanted.filter((userName) => !members.has(userName)))
    const removed = this.#members([...members].filter((userName) => !wanted.includes(userName)))
    const all = this.#members(wanted)
    const { addMembers, removeMembers } = this.manner
    const name = group.displayName
    const isAdded =
      added.length === 0 ||
      (await this.#did(`add members of ${name}`, addMembers(id, group, added, all)))
    const isRemoved =
      removed.length === 0 ||
      (await this.#did(`remove members of ${name}`, removeMembers(id, group, removed, all)))
    return isAdded && isRemoved
  }

  #members(userNames: readonly string[]): readonly Member[] {
    return userNames.flatMap((userName) => {
      const linked = this.people.get(userName)
      return linked ? [{ id: linked.id, display: linked.person.displayName }] : []
    })
  }

  async #linkGroup(group: Group): Promise<LinkedGroup | undefined> {
    const { displayName } = group
    const answer = await this.ask(`look ${displayName} up`, this.manner.lookUpGroup(displayName))
    if (answer.status >= 300) return undefined
    const known = idOf(found(answer).resources[0])
    if (known !== undefined) return { id: known, group, members: new Set() }
    const made = await this.ask(`create ${displayName}`, this.manner.createGroup(group))
    const id = idOf(made.json)
    return made.status < 300 && id !== undefined ? { id, group, members: new Set() } : undefined
  }

  /** @returns whether it has its name */
  async #rename({ id, group: before, members }: LinkedGroup, group: Group): Promise<boolean> {
    if (before.displayName === group.displayName) return true
    const ask = this.manner.renameGroup(id, group, this.#members([...members]))
    return this.#did(`rename ${before.displayName}`, ask)
  }
}
