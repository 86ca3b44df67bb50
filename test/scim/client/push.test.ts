/** The practice IdP pushes its people into a directory, cycle by cycle, in every manner (T52, Q08). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { manners } from '../../../src/scim-client/index.js'
import { startFaulty } from './faulty.js'
import { startTestDirectory, type TestDirectory } from '../../service/scim/support.js'

let directory: TestDirectory
let idp: PracticeIdp
beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterEach(() => directory.close())
afterAll(() => idp.close())

interface Report {
  readonly failed: number
  readonly steps: readonly { readonly what: string; readonly status: number }[]
}

async function provision(body: object, type = 'application/json') {
  const response = await fetch(`${idp.url}/provision`, {
    method: 'POST',
    headers: { 'content-type': type, accept: 'application/json' },
    body: JSON.stringify({ baseUrl: directory.baseUrl, token: directory.token, ...body }),
  })
  return { status: response.status, json: (await response.json()) as Report & { code?: string } }
}

const activeNow = async (): Promise<readonly string[]> => {
  const { json } = await directory.scim('/Users?filter=active%20eq%20true')
  return (json['Resources'] as { userName: string }[]).map(({ userName }) => userName).sort()
}

const membersOf = async (name: string): Promise<readonly string[]> => {
  const filter = encodeURIComponent(`displayName eq "${name}"`)
  const { json } = await directory.scim(`/Groups?filter=${filter}`)
  const [group] = json['Resources'] as { members?: { display: string }[] }[]
  return (group?.members ?? []).map(({ display }) => display).sort()
}

describe('with groups', () => {
  beforeEach(async () => {
    directory = await startTestDirectory('sonarqube-cloud')
  })

  test.each(manners.map(({ key }) => key))(
    'as %s: initial cycle, changes, deactivation',
    async (as) => {
      const first = await provision({ as, people: ['ada', 'grace', 'zoe'] })
      expect(first.json).toMatchObject({ manner: as, failed: 0 })
      expect(first.json.steps[0]?.what).toBe('test connection')
      expect(await activeNow()).toEqual(['ada@example.com', 'grace@example.com', 'zoe@example.com'])
      expect(await membersOf('Platform Admins')).toEqual(['Ada Lovelace'])
      expect(await membersOf('Engineers')).toHaveLength(3)

      const again = await provision({ as, people: ['ada', 'grace', 'zoe'] })
      expect(again.json.steps.map(({ what }) => what)).toEqual(['test connection'])

      const changed = await provision({ as, people: ['grace', 'linus', 'zoe'] })
      expect(changed.json.failed).toBe(0)
      expect(changed.json.steps.map(({ what }) => what)).toEqual(
        expect.arrayContaining(['deactivate ada@example.com', 'create linus@example.com']),
      )
      expect(await activeNow()).toEqual([
        'grace@example.com',
        'linus@example.com',
        'zoe@example.com',
      ])
      expect(await membersOf('Engineers')).toHaveLength(2)
      expect(await membersOf('Platform Admins')).toEqual([])

      const back = await provision({ as, people: ['ada', 'grace', 'linus', 'zoe'] })
      expect(back.json.steps.map(({ what }) => what)).toContain('reactivate ada@example.com')
      expect(await activeNow()).toHaveLength(4)
    },
  )

  test.each(manners.map(({ key }) => key))('as %s: changes of people and groups', async (as) => {
    await provision({ as, people: ['ada', 'grace'] })
    const changed = await provision({
      as,
      people: [{ login: 'ada', displayName: 'Ada King' }, 'grace'],
      groups: { Engineers: 'Builders' },
    })
    expect(changed.json.steps.map(({ what }) => what)).toEqual([
      'test connection',
      'update ada@example.com',
      'rename Engineers',
    ])
    expect(changed.json.failed).toBe(0)
    const { json } = await directory.scim('/Users?filter=name.familyName%20eq%20%22King%22')
    expect(json['Resources']).toMatchObject([{ userName: 'ada@example.com', active: true }])
    expect(await membersOf('Builders')).toEqual(['Ada King', 'Grace Hopper'])
    expect(await membersOf('Engineers')).toEqual([])
  })

  test('who was left inactive by one IdP is let in by the next that links them', async () => {
    await provision({ as: 'okta', people: ['ada'] })
    await provision({ as: 'okta', people: [] })
    expect(await activeNow()).toEqual([])
    const { json } = await provision({ as: 'entra', people: ['ada'] })
    expect(json.steps.map(({ what }) => what)).toContain('reactivate ada@example.com')
    expect(await activeNow()).toEqual(['ada@example.com'])
  })

  test('what was refused is tried again in the next cycle, and told in the server’s words', async () => {
    let isRefusing = true
    const refusal = { detail: 'not today' }
    const faulty = await startFaulty(directory.baseUrl, (passing, forward) =>
      isRefusing && passing.method === 'PATCH'
        ? Promise.resolve({ status: 500, headers: {}, body: JSON.stringify(refusal) })
        : forward(passing),
    )
    const { baseUrl } = faulty
    const asked = { baseUrl, as: 'rfc', people: [{ login: 'ada', displayName: 'Ada King' }] }
    await provision({ ...asked, people: ['ada'], groups: false })
    const first = await provision(asked)
    const refused = { status: 500, detail: 'not today' }
    expect(first.json.steps.filter(({ status }) => status === 500)).toMatchObject([
      { what: 'update ada@example.com', ...refused },
      { what: 'add members of Engineers', ...refused },
      { what: 'add members of Platform Admins', ...refused },
    ])
    isRefusing = false
    const second = await provision(asked)
    await faulty.close()
    expect(second.json.steps.map(({ what }) => what)).toEqual([
      'test connection',
      'update ada@example.com',
      'add members of Engineers',
      'add members of Platform Admins',
    ])
    expect(second.json.failed).toBe(0)
    expect(await membersOf('Engineers')).toEqual(['Ada King'])
  })

  test('cycles asked for at once come one after another', async () => {
    const asked = { people: ['ada', 'grace', 'zoe'] }
    const both = await Promise.all([provision(asked), provision(asked)])
    expect(both.map(({ json }) => json.failed)).toEqual([0, 0])
    expect(both[1].json.steps).toHaveLength(1)
  })

  test('an IdP that comes new to people who are there links them', async () => {
    await provision({ people: ['ada'] })
    const { json } = await provision({ as: 'entra', people: ['ada'] })
    expect(json.failed).toBe(0)
    expect(json.steps.map(({ what }) => what)).toContain('update ada@example.com')
    expect((await directory.scim('/Users?count=0')).json['totalResults']).toBe(1)
  })
})

describe('with people only', () => {
  beforeEach(async () => {
    directory = await startTestDirectory('torque')
  })

  test.each(manners.map(({ key }) => key))('as %s: people come and go', async (as) => {
    const asked = { as, groups: false }
    expect((await provision({ ...asked, people: ['ada', 'linus'] })).json.failed).toBe(0)
    expect((await provision({ ...asked, people: ['linus'] })).json.failed).toBe(0)
    expect(await activeNow()).toEqual(['linus@example.com'])
    expect((await provision({ ...asked, people: ['ada'] })).json.failed).toBe(0)
    expect(await activeNow()).toEqual(['ada@example.com'])
  })

  test('T50, T61: groups are not pushed where they are switched off; where they are not, the refusal is told', async () => {
    expect((await provision({ groups: false })).json.failed).toBe(0)
    expect(await activeNow()).toHaveLength(5)
    const { json } = await provision({})
    expect(json.failed).toBeGreaterThan(0)
    expect(json.steps.at(-1)).toMatchObject({ status: 501 })
  })

  test('what is asked wrongly is refused by name, and a form is not listened to', async () => {
    expect((await provision({ people: ['nobody'] })).json.code).toBe('person-unknown')
    expect((await provision({ as: 'ping' })).json.code).toBe('scim-manner-unknown')
    const far = await provision({ baseUrl: 'http://scim.example.com' })
    expect([far.status, far.json.code]).toEqual([400, 'scim-url-unusable'])
    const form = await provision({}, 'application/x-www-form-urlencoded')
    expect([form.status, form.json.code]).toEqual([400, 'json-needed'])
    expect(await activeNow()).toEqual([])
  })

  test('a wrong token ends at the test of the connection', async () => {
    const { json } = await provision({ token: 'x'.repeat(40) })
    expect(json).toMatchObject({ failed: 1, steps: [{ what: 'test connection', status: 401 }] })
  })
})
