/** Okta's and Entra's order of requests, over real HTTP and SQLite. The steps are those the pure house answers (`test/scim/golden.test.ts`). */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestDirectory, type TestDirectory } from './support.js'

const folder = new URL('../../golden/scim/', import.meta.url)

interface Step {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown }
  readonly expected: {
    readonly status: number
    readonly body?: Record<string, unknown>
    readonly absent?: readonly string[]
    readonly dialects: readonly string[]
  }
  readonly save?: Readonly<Record<string, string>>
}

interface Logged {
  readonly items: readonly { readonly dialects: readonly string[]; readonly status: number }[]
}

const stepsOf = (client: string): string[] => readdirSync(new URL(`${client}/`, folder)).sort()

/** A path is written for a reader; a client encodes it. */
const encoded = (path: string): string => {
  const [route = '', search] = path.split(/\?(.*)/s)
  return search === undefined ? route : `${route}?${new URLSearchParams(search)}`
}

describe.each(readdirSync(folder))('%s', (client) => {
  let directory: TestDirectory
  const saved = new Map<string, string>()
  beforeAll(async () => {
    directory = await startTestDirectory('sonarqube-cloud')
  })
  afterAll(() => directory.close())

  const read = (file: string): Step => {
    const text = readFileSync(new URL(`${client}/${file}`, folder), 'utf8')
    const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => saved.get(name) ?? '?')
    return JSON.parse(filled) as Step
  }

  test.each(stepsOf(client))('%s', async (file) => {
    const { request, expected, save } = read(file)
    const answer = await directory.scim(encoded(request.path), request)
    expect([answer.status, answer.text]).toEqual([expected.status, expect.any(String)])
    if (expected.body) expect(answer.json).toMatchObject(expected.body)
    for (const name of expected.absent ?? []) expect(answer.json).not.toHaveProperty([name])
    for (const [name, member] of Object.entries(save ?? {})) {
      saved.set(name, String(answer.json[member]))
    }
    const log = await directory.admin('GET', '/directories/acme/requests?limit=1')
    const [logged] = (log.json as unknown as Logged).items
    expect(logged).toMatchObject({ dialects: expected.dialects, status: expected.status })
  })
})
