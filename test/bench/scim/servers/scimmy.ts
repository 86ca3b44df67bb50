/** scimmy-routers on Express, over SQLite: its handlers ask indexes for an id or a userName, all else it filters itself. */
import Database from 'libsql'
import { join } from 'node:path'
import { idOf, personBody, userNameOf } from '../people.js'
import { fill } from './filling.js'

const [, , folder = '', users = '0', token = ''] = process.argv

type User = Record<string, unknown> & { readonly userName?: string }
type Comparison = readonly [string, string]
interface Asked {
  readonly id?: string
  readonly filter?: readonly Readonly<Record<string, Comparison>>[]
}
interface Handlers {
  readonly egress: (asked: Asked) => unknown
  readonly ingress: (asked: Asked, instance: User) => unknown
  readonly degress: (asked: Asked) => void
}
interface Scimmy {
  readonly Resources: {
    readonly User: unknown
    declare(type: unknown, handlers: Handlers): void
  }
}
type Listener = (
  port: number,
  host: string,
  listening: () => void,
) => { address(): { port: number } }

const path = join(folder, 'scimmy.db')
const database = new Database(path)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec(
  'CREATE TABLE users (position INTEGER PRIMARY KEY, id TEXT UNIQUE, user_name TEXT UNIQUE, resource TEXT)',
)
fill(path, Number(users), (own) => {
  const insert = own.prepare('INSERT INTO users (id, user_name, resource) VALUES (?, ?, ?)')
  return (n) => {
    const { schemas: _, ...person } = personBody(n)
    insert.run(idOf(n), userNameOf(n), JSON.stringify({ ...person, id: idOf(n) }))
  }
})

const byId = database.prepare('SELECT resource FROM users WHERE id = ?')
const byName = database.prepare('SELECT resource FROM users WHERE user_name = ?')
const all = database.prepare('SELECT resource FROM users ORDER BY position')
const insert = database.prepare('INSERT INTO users (id, user_name, resource) VALUES (?, ?, ?)')
const update = database.prepare('UPDATE users SET user_name = ?, resource = ? WHERE id = ?')

const parsed = (row: unknown): unknown => JSON.parse((row as { resource: string }).resource)

let last = Number(users)
/** Not in our own node_modules, so without types. */
const peer = async (name: string): Promise<unknown> =>
  ((await import(name)) as { readonly default: unknown }).default

const scimmy = (await peer('scimmy')) as Scimmy
const Routers = (await peer('scimmy-routers')) as new (options: object) => unknown
const express = (await peer('express')) as () => {
  use(path: string, router: unknown): void
  readonly listen: Listener
}

scimmy.Resources.declare(scimmy.Resources.User, {
  egress: ({ id, filter }) => {
    if (id !== undefined) {
      const row = byId.get(id)
      return row && parsed(row)
    }
    const [only, ...others] = filter ?? []
    const [comparator, value] = only?.['userName'] ?? []
    const isLookup =
      others.length === 0 && comparator === 'eq' && Object.keys(only ?? {}).length === 1
    return (isLookup ? byName.all(value) : all.all()).map(parsed)
  },
  ingress: ({ id }, instance) => {
    const given = id ?? idOf((last += 1))
    const resource = { ...instance, id: given }
    if (id === undefined) insert.run(given, instance.userName, JSON.stringify(resource))
    else update.run(instance.userName, JSON.stringify(resource), given)
    return resource
  },
  degress: () => undefined,
})

const app = express()
app.use(
  '/scim',
  new Routers({
    type: 'bearer',
    handler: (request: { header(name: string): string | undefined }) => {
      if (request.header('authorization') !== `Bearer ${token}`) throw new Error('no token')
      return 'bench'
    },
  }),
)
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port, path: '/scim' })}\n`)
})
