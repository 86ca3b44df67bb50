/** Sealed secrets as rows. */
import type { SealedSecret } from '../records.js'
import type { SealedSecrets } from '../store.js'
import { textOf, type Runner } from './runner.js'

export class SqlSecrets implements SealedSecrets {
  constructor(private readonly sql: Runner) {}

  async find(name: string): Promise<SealedSecret | undefined> {
    const row = await this.sql.get('SELECT name, key_id, sealed FROM secrets WHERE name = ?', name)
    return (
      row && {
        name: textOf(row, 'name'),
        keyId: textOf(row, 'key_id'),
        sealed: textOf(row, 'sealed'),
      }
    )
  }

  async namesNotUnder(keyId: string): Promise<readonly string[]> {
    const rows = await this.sql.all(
      'SELECT name FROM secrets WHERE key_id <> ? ORDER BY name',
      keyId,
    )
    return rows.map((row) => textOf(row, 'name'))
  }

  async put({ name, keyId, sealed }: SealedSecret): Promise<void> {
    await this.sql.run(
      `INSERT INTO secrets (name, key_id, sealed) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed`,
      name,
      keyId,
      sealed,
    )
  }

  async remove(name: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM secrets WHERE name = ?', name)) === 1
  }
}
