/** What people build by hand: express, node-saml with every check it has, people and sessions in SQLite with durable writes. */
import Database from 'libsql'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { idp, peerSite } from '../sites.js'

const [, , folder = '', idpCert = ''] = process.argv
const peer = createRequire(import.meta.url)

type Next = (error: unknown) => void
interface Asked extends IncomingMessage {
  readonly body: Readonly<Record<string, string>>
}
interface Answered extends ServerResponse {
  cookie(name: string, value: string, options: object): void
  redirect(status: number, url: string): void
}
type Handler = (request: Asked, response: Answered, next: Next) => void
interface Application {
  use(handler: unknown): void
  get(path: string, handler: Handler): void
  post(path: string, handler: Handler): void
  listen(port: number, host: string, listening: () => void): Server
}
const express = peer('express') as {
  (): Application
  urlencoded(options: object): unknown
}
const { SAML } = peer('@node-saml/node-saml') as {
  readonly SAML: new (options: object) => {
    getAuthorizeUrlAsync(relayState: string, host: undefined, options: object): Promise<string>
    validatePostResponseAsync(form: object): Promise<{ readonly profile: Person | null }>
  }
}

const database = new Database(join(folder, 'app.db'))
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE users (id INTEGER PRIMARY KEY, name_id TEXT NOT NULL UNIQUE, email TEXT, display_name TEXT, groups TEXT, last_sign_in_at INTEGER);
CREATE TABLE sessions (token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), created_at INTEGER, expires_at INTEGER);`)
const upsert = database.prepare(
  'INSERT INTO users (name_id, email, display_name, groups, last_sign_in_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name_id) DO UPDATE SET email = excluded.email, display_name = excluded.display_name, groups = excluded.groups, last_sign_in_at = excluded.last_sign_in_at RETURNING id',
)
const insert = database.prepare(
  'INSERT INTO sessions (token, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
)

interface Person {
  readonly nameID: string
  readonly [attribute: string]: unknown
}

const open = database.transaction((person: Person): string => {
  const now = Date.now()
  const { nameID, email, name, groups } = person
  const { id } = upsert.get(nameID, email, name, JSON.stringify(groups), now) as { id: number }
  const token = randomBytes(32).toString('base64url')
  insert.run(token, id, now, now + 12 * 3_600_000)
  return token
})

const saml = new SAML({
  callbackUrl: peerSite.acsUrl,
  issuer: peerSite.entityId,
  audience: peerSite.entityId,
  entryPoint: idp.ssoUrl,
  idpCert,
  idpIssuer: idp.entityId,
  wantAuthnResponseSigned: true,
  wantAssertionsSigned: true,
  validateInResponseTo: 'always',
  disableRequestedAuthnContext: true,
})

const app = express()
app.use(express.urlencoded({ extended: false, limit: '512kb' }))
app.get(peerSite.loginPath, (_, response, next) => {
  saml.getAuthorizeUrlAsync('', undefined, {}).then((url) => response.redirect(302, url), next)
})
app.post(peerSite.acsPath, (request, response, next) => {
  saml
    .validatePostResponseAsync(request.body)
    .then(({ profile }) => {
      if (!profile) throw new Error('nobody')
      const token = open(profile)
      response.cookie('session', token, { httpOnly: true, secure: true, sameSite: 'lax' })
      response.redirect(303, '/')
    })
    .catch(next)
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
