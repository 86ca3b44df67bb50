/** What was asked of a directory, and what was decided by it, as rows never changed afterwards. */
import type { DirectoryDecision, DirectoryRequest } from '../directories.js'
import { dateOf, jsonOf, textOf, type Runner } from './runner.js'

export class SqlDirectoryRequests {
  constructor(private readonly sql: Runner) {}

  async list(directory: string, limit: number): Promise<readonly DirectoryRequest[]> {
    const rows = await this.sql.all(
      'SELECT at, entry FROM directory_requests WHERE directory = ? ORDER BY number DESC LIMIT ?',
      directory,
      limit,
    )
    return rows.map((row) => ({
      // Entries written before bodies were kept have none.
      ...{ body: null },
      ...(jsonOf(row, 'entry') as Omit<DirectoryRequest, 'at' | 'directory'>),
      directory,
      at: dateOf(row, 'at'),
    }))
  }

  async record(requests: readonly DirectoryRequest[]): Promise<void> {
    const entries = requests.map(({ directory, at, ...entry }) => ({
      ...{ directory, at: at.getTime(), entry: JSON.stringify(entry) },
    }))
    // One statement for all of them. A directory may have gone since the request: then so has its log.
    await this.sql.run(
      `INSERT INTO directory_requests (directory, at, entry)
       SELECT d.name, json_extract(j.value, '$.at'), json_extract(j.value, '$.entry')
       FROM json_each(?) AS j JOIN directories AS d ON d.name = json_extract(j.value, '$.directory') ORDER BY j.key`,
      JSON.stringify(entries),
    )
  }

  async removeBefore(at: Date): Promise<void> {
    await this.sql.run('DELETE FROM directory_requests WHERE at < ?', at.getTime())
  }
}

interface Asked {
  readonly directory: string
  readonly user?: string | undefined
  readonly limit: number
}

export class SqlDirectoryDecisions {
  constructor(private readonly sql: Runner) {}

  async list({ directory, user, limit }: Asked): Promise<readonly DirectoryDecision[]> {
    const ofUser = user === undefined ? '' : 'AND user_id = ?'
    const rows = await this.sql.all(
      `SELECT user_id, at, entry FROM directory_decisions WHERE directory = ? ${ofUser} ORDER BY number DESC LIMIT ?`,
      directory,
      ...(user === undefined ? [] : [user]),
      limit,
    )
    return rows.map((row) => ({
      ...(jsonOf(row, 'entry') as Pick<DirectoryDecision, 'cause' | 'trace'>),
      ...{ directory, user: textOf(row, 'user_id'), at: dateOf(row, 'at') },
    }))
  }

  async record({ directory, user, at, cause, trace }: DirectoryDecision): Promise<void> {
    await this.sql.run(
      'INSERT INTO directory_decisions (directory, user_id, at, entry) VALUES (?, ?, ?, ?)',
      directory,
      user,
      at.getTime(),
      JSON.stringify({ cause, trace }),
    )
  }

  async removeBefore(at: Date): Promise<void> {
    await this.sql.run('DELETE FROM directory_decisions WHERE at < ?', at.getTime())
  }
}
