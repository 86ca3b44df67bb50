/** The practice IdP pushes its people into a directory, cycle by cycle, in every manner (T52, Q08). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { manners } from '../../../src/scim-client/index.js'
import { startTestDirectory, type TestDirectory } from '../../service/scim/support.js'

let directory: TestDirectory
let idp: PracticeIdp
afterEach(async () => {
  await idp.close()
  await directory.close()
})

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
    idp = await startPracticeIdp({ port: 0 })
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
    idp = await startPracticeIdp({ port: 0 })
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
