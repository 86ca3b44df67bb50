/** Ours: `mortise serve` as built, on a database filled through the store, its log going where logs go. */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../../src/service/index.js'
import type { Store } from '../../../src/service/index.js'
import { hashOf } from '../../../src/service/sign-in/secrets.js'
import { firstLine, rootFolder, started, type Contender } from './contender.js'
import { idOf, personBody } from './people.js'

const token = 'bench-token-of-more-than-32-characters'
const at = new Date()
const managed = { version: 1, createdAt: at, updatedAt: at, creationKey: null }

async function furnish(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.organizations.insert({
      ...{ name: 'acme', ...managed },
      input: { preset: 'sonarqube-cloud', displayName: 'Acme', roleRules: [] },
    })
    const input = { organization: 'acme', connection: null }
    await tx.directories.insert({ name: 'acme', input, ...managed })
    await tx.directoryTokens.insert({
      ...{ directory: 'acme', name: 'bench', tokenHash: hashOf(token), creationKey: null },
      ...{ permissions: ['manage-users'], createdAt: at, lastUsedAt: null },
      expiresAt: new Date(at.getTime() + 24 * 60 * 60 * 1000),
    })
  })
}

async function addPeople(store: Store, from: number, to: number): Promise<void> {
  await store.transaction(async (tx) => {
    for (let n = from; n <= to; n++) {
      const resource = personBody(n)
      const { userName, externalId } = resource
      const stamps = { version: 1, createdAt: at, updatedAt: at }
      const id = idOf(n)
      await tx.people.put({
        ...{ id, organization: 'acme', state: 'pending', login: userName, userName, externalId },
        ...{ identity: null, timezone: null, spaces: [], roles: null, accountRole: null },
        ...managed,
      })
      await tx.directoryUsers.insert({
        ...{ directory: 'acme', id, person: id, resource, isDeleted: false, ...stamps },
      })
    }
  })
}

export async function mortise(folder: string, users: number): Promise<Contender> {
  await fillMortise(folder, users)
  return startMortise(folder, users)
}

async function fillMortise(folder: string, users: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const store = await openStore(`file:${join(folder, 'mortise.db')}`)
  await furnish(store)
  for (let from = 1; from <= users; from += 5_000)
    await addPeople(store, from, Math.min(users, from + 4_999))
  await store.close()
}

/** Again, where it has been filled before. */
export async function startMortise(folder: string, users: number): Promise<Contender> {
  const script = join(rootFolder, 'dist', 'src', 'cli', 'main.js')
  const child = started(
    spawn(process.execPath, [script, 'serve', '--port', '0', '--data', folder], {
      env: {
        ...process.env,
        ...{ MORTISE_ADMIN_TOKEN: 'bench-token-of-the-admin-api', MORTISE_SCIM_RATE: '100000000' },
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const { url } = JSON.parse(await firstLine(child, 'mortise')) as { readonly url: string }
  const port = Number(new URL(url).port)
  return { name: 'Mortise', process: child, target: { port, path: '/scim/acme/v2', token, users } }
}
