/** Sessions as their IdPs know them, and LogoutRequests that are out, as rows. */
import type { LogoutRequest, SamlSession } from '../records.js'
import type { EndedByIdp, LogoutRequests, SamlSessions } from '../store.js'
import { textOf, textOrNull, type Row, type Runner } from './runner.js'

const columns =
  'token_hash, connection, idp_entity_id, name_id, name_id_format, name_qualifier, sp_name_qualifier, session_index'

const fromRow = (row: Row): SamlSession => ({
  tokenHash: textOf(row, 'token_hash'),
  connection: textOf(row, 'connection'),
  idpEntityId: textOf(row, 'idp_entity_id'),
  nameId: textOf(row, 'name_id'),
  nameIdFormat: textOf(row, 'name_id_format'),
  nameQualifier: textOrNull(row, 'name_qualifier'),
  spNameQualifier: textOrNull(row, 'sp_name_qualifier'),
  sessionIndex: textOrNull(row, 'session_index'),
})

export class SqlSamlSessions implements SamlSessions {
  constructor(private readonly sql: Runner) {}

  async find(tokenHash: string): Promise<SamlSession | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM saml_sessions WHERE token_hash = ?`,
      tokenHash,
    )
    return row && fromRow(row)
  }

  async insert(session: SamlSession): Promise<void> {
    await this.sql.run(
      `INSERT INTO saml_sessions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      session.tokenHash,
      session.connection,
      session.idpEntityId,
      session.nameId,
      session.nameIdFormat,
      session.nameQualifier,
      session.spNameQualifier,
      session.sessionIndex,
    )
  }

  async end({ connection, idpEntityId, nameId, sessionIndexes }: EndedByIdp): Promise<number> {
    const which =
      sessionIndexes.length === 0
        ? ''
        : `AND session_index IN (${sessionIndexes.map(() => '?').join(', ')})`
    return this.sql.run(
      `DELETE FROM sessions WHERE token_hash IN (
         SELECT token_hash FROM saml_sessions
         WHERE connection = ? AND idp_entity_id = ? AND name_id = ? ${which})`,
      connection,
      idpEntityId,
      nameId,
      ...sessionIndexes,
    )
  }
}

export class SqlLogoutRequests implements LogoutRequests {
  constructor(private readonly sql: Runner) {}

  async record({ id, connection, expiresAt }: LogoutRequest): Promise<void> {
    await this.sql.run(
      'INSERT INTO logout_requests (id, connection, expires_at) VALUES (?, ?, ?)',
      id,
      connection,
      expiresAt.getTime(),
    )
  }

  async spend(connection: string, id: string, now: Date): Promise<boolean> {
    const spent = await this.sql.run(
      'DELETE FROM logout_requests WHERE id = ? AND connection = ? AND expires_at > ?',
      id,
      connection,
      now.getTime(),
    )
    return spent === 1
  }
}
