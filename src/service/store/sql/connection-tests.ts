/** Connection tests as rows. */
import type { TestResult } from '../../../admin-api/index.js'
import type { Finding } from '../../../core/index.js'
import type { ConnectionTest } from '../records.js'
import type { ConnectionTests } from '../store.js'
import { dateOf, dateOrNull, jsonOf, textOf, textOrNull, type Row, type Runner } from './runner.js'

const columns =
  'id, connection, config_digest, token_hash, holder_hash, created_at, expires_at, outcome, finished_at, finding, result'

const fromRow = (row: Row): ConnectionTest => ({
  id: textOf(row, 'id'),
  connection: textOf(row, 'connection'),
  configDigest: textOf(row, 'config_digest'),
  tokenHash: textOf(row, 'token_hash'),
  holderHash: textOrNull(row, 'holder_hash'),
  createdAt: dateOf(row, 'created_at'),
  expiresAt: dateOf(row, 'expires_at'),
  outcome: textOrNull(row, 'outcome') as ConnectionTest['outcome'],
  finishedAt: dateOrNull(row, 'finished_at'),
  finding: row['finding'] === null ? null : (jsonOf(row, 'finding') as Finding),
  result: row['result'] === null ? null : (jsonOf(row, 'result') as TestResult),
})

export class SqlConnectionTests implements ConnectionTests {
  constructor(private readonly sql: Runner) {}

  async find(id: string): Promise<ConnectionTest | undefined> {
    const row = await this.sql.get(`SELECT ${columns} FROM connection_tests WHERE id = ?`, id)
    return row && fromRow(row)
  }

  async findByToken(tokenHash: string): Promise<ConnectionTest | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM connection_tests WHERE token_hash = ?`,
      tokenHash,
    )
    return row && fromRow(row)
  }

  async list(connection: string, limit: number): Promise<readonly ConnectionTest[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM connection_tests WHERE connection = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
      connection,
      limit,
    )
    return rows.map(fromRow)
  }

  async lastPassed(connection: string, configDigest?: string): Promise<ConnectionTest | undefined> {
    const ofDigest = configDigest === undefined ? '' : 'AND config_digest = ?'
    const row = await this.sql.get(
      `SELECT ${columns} FROM connection_tests WHERE connection = ? AND outcome = 'passed' ${ofDigest} ORDER BY finished_at DESC, id DESC LIMIT 1`,
      connection,
      ...(configDigest === undefined ? [] : [configDigest]),
    )
    return row && fromRow(row)
  }

  async insert(test: ConnectionTest): Promise<void> {
    await this.sql.run(
      `INSERT INTO connection_tests (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      test.id,
      test.connection,
      test.configDigest,
      test.tokenHash,
      test.holderHash,
      test.createdAt.getTime(),
      test.expiresAt.getTime(),
      test.outcome,
      test.finishedAt && test.finishedAt.getTime(),
      test.finding && JSON.stringify(test.finding),
      test.result && JSON.stringify(test.result),
    )
  }

  async recordHolder(id: string, holderHash: string): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE connection_tests SET holder_hash = ? WHERE id = ? AND (holder_hash IS NULL OR holder_hash = ?)',
      holderHash,
      id,
      holderHash,
    )
    return changed === 1
  }

  async finish(test: Parameters<ConnectionTests['finish']>[0]): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE connection_tests SET config_digest = ?, outcome = ?, finished_at = ?, finding = ?, result = ? WHERE id = ? AND outcome IS NULL',
      test.configDigest,
      test.outcome,
      test.finishedAt && test.finishedAt.getTime(),
      test.finding && JSON.stringify(test.finding),
      test.result && JSON.stringify(test.result),
      test.id,
    )
    return changed === 1
  }

  async removeBefore(time: Date): Promise<void> {
    await this.sql.run(
      "DELETE FROM connection_tests WHERE created_at < ? AND (outcome IS NULL OR outcome <> 'passed')",
      time.getTime(),
    )
    await this.sql.run(
      'UPDATE connection_tests SET result = NULL WHERE created_at < ? AND result IS NOT NULL',
      time.getTime(),
    )
  }
}
