/** Sessions as rows, by the hash of their token. */
import type { TraceLine } from '../../../core/index.js'
import type { Session, SessionHolder } from '../records.js'
import type { Sessions } from '../store.js'
import { dateOf, jsonOf, textOf, textOrNull, type Row, type Runner } from './runner.js'
import { keepText } from './texts.js'

const columns = 'token_hash, user_id, administrator_id, trace, created_at, last_seen_at, expires_at'
const select =
  'SELECT token_hash, user_id, administrator_id, text, created_at, last_seen_at, expires_at FROM sessions JOIN texts ON digest = trace'

const holderColumn: Readonly<Record<SessionHolder['kind'], string>> = {
  user: 'user_id',
  administrator: 'administrator_id',
}

function holderFrom(row: Row): SessionHolder {
  const user = textOrNull(row, 'user_id')
  return user === null
    ? { kind: 'administrator', id: textOf(row, 'administrator_id') }
    : { kind: 'user', id: user }
}

const idOf = ({ kind, id }: SessionHolder, wanted: SessionHolder['kind']): string | null =>
  kind === wanted ? id : null

const fromRow = (row: Row): Session => ({
  tokenHash: textOf(row, 'token_hash'),
  holder: holderFrom(row),
  trace: jsonOf(row, 'text') as readonly TraceLine[],
  createdAt: dateOf(row, 'created_at'),
  lastSeenAt: dateOf(row, 'last_seen_at'),
  expiresAt: dateOf(row, 'expires_at'),
})

export class SqlSessions implements Sessions {
  constructor(private readonly sql: Runner) {}

  async find(tokenHash: string): Promise<Session | undefined> {
    const row = await this.sql.get(`${select} WHERE token_hash = ?`, tokenHash)
    return row && fromRow(row)
  }

  async of({ kind, id }: SessionHolder): Promise<readonly Session[]> {
    const rows = await this.sql.all(
      `${select} WHERE ${holderColumn[kind]} = ? ORDER BY created_at DESC, token_hash`,
      id,
    )
    return rows.map(fromRow)
  }

  async insert(session: Session): Promise<void> {
    await this.sql.run(
      `INSERT INTO sessions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      session.tokenHash,
      idOf(session.holder, 'user'),
      idOf(session.holder, 'administrator'),
      await keepText(this.sql, session.trace, session.createdAt),
      session.createdAt.getTime(),
      session.lastSeenAt.getTime(),
      session.expiresAt.getTime(),
    )
  }

  async recordSeen(tokenHash: string, at: Date): Promise<void> {
    await this.sql.run(
      'UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?',
      at.getTime(),
      tokenHash,
    )
  }

  async removeOfConnection(connection: string): Promise<void> {
    await this.sql.run(
      'DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE connection = ?)',
      connection,
    )
  }

  async removeOf({ kind, id }: SessionHolder): Promise<number> {
    return this.sql.run(`DELETE FROM sessions WHERE ${holderColumn[kind]} = ?`, id)
  }

  async remove(tokenHash: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash)) === 1
  }
}
