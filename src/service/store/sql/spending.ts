/** What may be used once only: AuthnRequests and assertions, as rows. */
import type { AuthnRequest, Spending, SpentAssertion } from '../records.js'
import type { AuthnRequests, SpentAssertions } from '../store.js'
import { dateOf, numberOrNull, textOf, textOrNull, type Row, type Runner } from './runner.js'

const columns = 'id, connection, relay_state, browser_hash, test, sealed, created_at, expires_at'

const fromRow = (row: Row): AuthnRequest => ({
  id: textOf(row, 'id'),
  connection: textOf(row, 'connection'),
  relayState: textOrNull(row, 'relay_state'),
  browserHash: textOrNull(row, 'browser_hash'),
  test: textOrNull(row, 'test'),
  ...(row['sealed'] === null ? {} : { sealed: textOf(row, 'sealed') }),
  createdAt: dateOf(row, 'created_at'),
  expiresAt: dateOf(row, 'expires_at'),
})

export class SqlAuthnRequests implements AuthnRequests {
  constructor(private readonly sql: Runner) {}

  async find(id: string): Promise<AuthnRequest | undefined> {
    const row = await this.sql.get(`SELECT ${columns} FROM authn_requests WHERE id = ?`, id)
    return row && fromRow(row)
  }

  async record(request: AuthnRequest): Promise<void> {
    await this.sql.run(
      `INSERT INTO authn_requests (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      request.id,
      request.connection,
      request.relayState,
      request.browserHash,
      request.test,
      request.sealed ?? null,
      request.createdAt.getTime(),
      request.expiresAt.getTime(),
    )
  }

  async spend(
    connection: string,
    id: string,
    browserHash: string | null,
    now: Date,
  ): Promise<Spending> {
    const its = 'id = ? AND connection = ? AND (browser_hash IS NULL OR browser_hash = ?)'
    const spent = await this.sql.get(
      `UPDATE authn_requests SET spent_at = ?
       WHERE ${its} AND spent_at IS NULL AND expires_at > ? RETURNING ${columns}`,
      ...[now.getTime(), id, connection, browserHash, now.getTime()],
    )
    if (spent) return { outcome: 'spent', request: fromRow(spent) }
    const row = await this.sql.get(
      `SELECT spent_at, expires_at FROM authn_requests WHERE ${its}`,
      ...[id, connection, browserHash],
    )
    if (!row) return { outcome: 'unknown' }
    return numberOrNull(row, 'spent_at') === null
      ? { outcome: 'expired', expiredAt: dateOf(row, 'expires_at') }
      : { outcome: 'already-spent' }
  }
}

export class SqlSpentAssertions implements SpentAssertions {
  constructor(private readonly sql: Runner) {}

  async spend({ idpEntityId, assertionId, expiresAt }: SpentAssertion): Promise<boolean> {
    const inserted = await this.sql.run(
      'INSERT INTO spent_assertions (idp_entity_id, assertion_id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      idpEntityId,
      assertionId,
      expiresAt.getTime(),
    )
    return inserted === 1
  }
}
