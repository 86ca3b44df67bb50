/** Directories and their tokens as rows. */
import { Name, parseWith } from '../../../core/index.js'
import * as z from 'zod/mini'
import type { DirectoryRecord, DirectoryToken } from '../directories.js'
import type { Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import {
  dateOf,
  jsonOf,
  numberOrNull,
  textOf,
  textOrNull,
  type Row,
  type Runner,
} from './runner.js'

const Input = z.object({ organization: Name, connection: z.nullable(Name) })

const columns = `name, input, ${managedColumns}`

const fromRow = (row: Row): DirectoryRecord => ({
  name: textOf(row, 'name'),
  input: parseWith(Input, jsonOf(row, 'input')),
  ...managedFrom(row),
})

export class SqlDirectories {
  constructor(private readonly sql: Runner) {}

  find(name: string): Promise<DirectoryRecord | undefined> {
    return this.sql.configured(`directory ${name}`, async () => {
      const row = await this.sql.get(`SELECT ${columns} FROM directories WHERE name = ?`, name)
      return row && fromRow(row)
    })
  }

  async list({ after = '', limit }: Page): Promise<readonly DirectoryRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM directories WHERE name > ? ORDER BY name LIMIT ?`,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  ofOrganization(organization: string): Promise<readonly DirectoryRecord[]> {
    return this.sql.configured(`directories of ${organization}`, async () => {
      const rows = await this.sql.all(
        `SELECT ${columns} FROM directories WHERE organization = ? ORDER BY name`,
        organization,
      )
      return rows.map(fromRow)
    })
  }

  async insert(record: DirectoryRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO directories (organization, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.input.organization,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: DirectoryRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE directories SET input = ?, version = ?, updated_at = ? WHERE name = ? AND version = ?',
      JSON.stringify(record.input),
      record.version,
      record.updatedAt.getTime(),
      record.name,
      record.version - 1,
    )
    return changed === 1
  }

  async remove(name: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM directories WHERE name = ?', name)) === 1
  }
}

const tokenColumns =
  'directory, name, token_hash, permissions, created_at, expires_at, last_used_at, creation_key'

function tokenFrom(row: Row): DirectoryToken {
  const used = numberOrNull(row, 'last_used_at')
  return {
    directory: textOf(row, 'directory'),
    name: textOf(row, 'name'),
    tokenHash: textOf(row, 'token_hash'),
    permissions: jsonOf(row, 'permissions') as readonly string[],
    createdAt: dateOf(row, 'created_at'),
    expiresAt: dateOf(row, 'expires_at'),
    lastUsedAt: used === null ? null : new Date(used),
    creationKey: textOrNull(row, 'creation_key'),
  }
}

type RevisedToken = DirectoryToken & { readonly revision: string }

export class SqlDirectoryTokens {
  constructor(private readonly sql: Runner) {}

  findByHash(tokenHash: string): Promise<RevisedToken | undefined> {
    return this.sql.configured(`directory token ${tokenHash}`, () => this.#findByHash(tokenHash))
  }

  async #findByHash(tokenHash: string): Promise<RevisedToken | undefined> {
    const row = await this.sql.get(
      `SELECT ${tokenColumns.replaceAll(/\w+/g, 't.$&')},
         d.created_at || ' ' || d.version || ' ' || o.created_at || ' ' || o.version AS revision
       FROM directory_tokens AS t JOIN directories AS d ON d.name = t.directory
       JOIN organizations AS o ON o.name = d.organization WHERE t.token_hash = ?`,
      tokenHash,
    )
    return row && { ...tokenFrom(row), revision: textOf(row, 'revision') }
  }

  async list(directory: string): Promise<readonly DirectoryToken[]> {
    const rows = await this.sql.all(
      `SELECT ${tokenColumns} FROM directory_tokens WHERE directory = ? ORDER BY name`,
      directory,
    )
    return rows.map(tokenFrom)
  }

  async insert(token: DirectoryToken): Promise<void> {
    await this.sql.run(
      `INSERT INTO directory_tokens (${tokenColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      token.directory,
      token.name,
      token.tokenHash,
      JSON.stringify(token.permissions),
      token.createdAt.getTime(),
      token.expiresAt.getTime(),
      token.lastUsedAt?.getTime() ?? null,
      token.creationKey,
    )
  }

  async remove(directory: string, name: string): Promise<boolean> {
    const removed = await this.sql.run(
      'DELETE FROM directory_tokens WHERE directory = ? AND name = ?',
      directory,
      name,
    )
    return removed === 1
  }

  async recordUsed(tokenHash: string, at: Date): Promise<void> {
    await this.sql.run(
      'UPDATE directory_tokens SET last_used_at = ? WHERE token_hash = ?',
      at.getTime(),
      tokenHash,
    )
  }
}
