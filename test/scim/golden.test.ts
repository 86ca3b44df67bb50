/** Okta's and Entra's order of requests, answered by the house alone. A new step is a new file; no code here. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { dialects } from '../../src/scim/index.js'
import type { JsonObject, WireOperation } from '../../src/scim/index.js'
import { MemoryServer, type Request } from './memory.js'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden', 'scim')

interface Step {
  readonly title: string
  readonly request: Request
  readonly expected: {
    readonly status: number
    /** At least this. */
    readonly body?: JsonObject
    readonly absent?: readonly string[]
    readonly operations?: readonly WireOperation[]
    /** Pure level only: which dialects were needed. */
    readonly dialects: readonly string[]
  }
  /** Name → the member of the answer that later steps write as {{name}}. */
  readonly save?: Readonly<Record<string, string>>
}

const clients = readdirSync(folder)
const stepsOf = (client: string): string[] => readdirSync(join(folder, client)).sort()

test('there are the four manners', () => {
  expect(clients).toEqual(['entra', 'entra-flag', 'okta-aiw', 'okta-oin'])
})

describe.each(clients)('%s', (client) => {
  const server = new MemoryServer()
  const saved = new Map<string, string>()
  const read = (file: string): Step => {
    const text = readFileSync(join(folder, client, file), 'utf8')
    const filled = text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => saved.get(name) ?? '?')
    return JSON.parse(filled) as Step
  }

  test.each(stepsOf(client))('%s', (file) => {
    const { request, expected, save } = read(file)
    const answer = server.answer(request)
    expect(answer).toMatchObject({ status: expected.status, dialects: expected.dialects })
    if (expected.body) expect(answer.body).toMatchObject(expected.body)
    for (const name of expected.absent ?? []) expect(answer.body).not.toHaveProperty([name])
    if (expected.operations) expect(answer.operations).toEqual(expected.operations)
    for (const [name, member] of Object.entries(save ?? {})) {
      saved.set(name, String(answer.body?.[member]))
    }
  })
})

test('every dialect that a step names exists', () => {
  const known = dialects.map(({ id }) => id)
  const named = clients.flatMap((client) =>
    stepsOf(client).flatMap((file) => {
      const step = JSON.parse(readFileSync(join(folder, client, file), 'utf8')) as Step
      return step.expected.dialects
    }),
  )
  expect(named.filter((id) => !known.includes(id))).toEqual([])
})
