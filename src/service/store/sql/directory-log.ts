/** What was asked of a directory, and what was decided by it, as rows never changed afterwards. */
import type { DirectoryDecision, DirectoryRequest } from '../directories.js'
import { dateOf, jsonOf, numberOf, textOf, type Row, type Runner } from './runner.js'

/** No row holds more: a list of a few must not parse thousands. */
const inOneRow = 200

type Entry = Omit<DirectoryRequest, 'at' | 'directory'> & { readonly at: number }

// Named one by one: a rest would be a slow copy for each of thousands.
const toEntry = (one: DirectoryRequest): Entry => ({
  at: one.at.getTime(),
  method: one.method,
  path: one.path,
  status: one.status,
  ms: one.ms,
  token: one.token,
  dialects: one.dialects,
  hint: one.hint,
  detail: one.detail,
  body: one.body,
})

const requestsIn = (row: Row, directory: string): readonly DirectoryRequest[] =>
  (jsonOf(row, 'entries') as readonly Entry[])
    .map(({ at, ...entry }) => ({ ...entry, directory, at: new Date(at) }))
    .reverse()

const newest = (requests: readonly DirectoryRequest[], limit: number) =>
  requests.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)

export class SqlDirectoryRequests {
  constructor(private readonly sql: Runner) {}

  async list(directory: string, limit: number): Promise<readonly DirectoryRequest[]> {
    let requests: readonly DirectoryRequest[] = []
    let before = Number.MAX_SAFE_INTEGER
    for (;;) {
      const row = await this.sql.get(
        'SELECT number, at, entries FROM directory_requests WHERE directory = ? AND number < ? ORDER BY number DESC LIMIT 1',
        directory,
        before,
      )
      const oldest = requests[limit - 1]
      // Rows of changes are written at once, those of look-ups up to a second later: there may be newer ones behind it.
      if (!row || (oldest && dateOf(row, 'at') < oldest.at)) return requests
      before = numberOf(row, 'number')
      requests = newest([...requests, ...requestsIn(row, directory)], limit)
    }
  }

  /** @param requests - in the order in which they came */
  async record(requests: readonly DirectoryRequest[]): Promise<void> {
    for (const directory of new Set(requests.map((one) => one.directory))) {
      const all = requests.filter((one) => one.directory === directory)
      for (let from = 0; from < all.length; from += inOneRow)
        await this.#recordSome(directory, all.slice(from, from + inOneRow))
    }
  }

  async #recordSome(directory: string, requests: readonly DirectoryRequest[]): Promise<void> {
    // The directory may have gone since: then so has its log.
    await this.sql.run(
      'INSERT INTO directory_requests (directory, at, entries) SELECT name, ?, ? FROM directories WHERE name = ?',
      requests.at(-1)?.at.getTime() ?? 0,
      JSON.stringify(requests.map(toEntry)),
      directory,
    )
  }

  /** Whole rows: what came in the same second as something later may stay with it. */
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
