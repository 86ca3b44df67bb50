/** Connections to a SQLite file by libsql, and what runs statements on them. Which connection is for what is `sqlite.ts`'s business. */
import Database from 'libsql'
import { setTimeout as pause } from 'node:timers/promises'
import { currentRevision, type Configuration } from './configuration.js'
import { textOf, type Row, type Runner, type Value } from './runner.js'

/** How long a transaction waits for another process to finish its own. */
const patience = 10_000

/** How long the driver may block the event loop waiting for a lock; longer waits are made asynchronously. */
const blocking = 20

/** Pages of 4 KB written ahead before they are carried into the file: those of indexes change again and again, and are carried once. */
const pagesAhead = 4_000

/** As many statements are kept prepared: filters are sentences of other people, and there is no end of them. */
const preparing = 500

/** Asked for rows as arrays: as objects the driver would set each property by itself, which costs as much again as finding the row. */
class Statement {
  readonly #statement: Database.Statement
  readonly #names: readonly string[]

  constructor(statement: Database.Statement) {
    this.#statement = statement.reader ? statement.raw() : statement
    this.#names = statement.reader ? statement.columns().map(({ name }) => name) : []
  }

  get(values: readonly Value[]): Row | undefined {
    const found = this.#statement.get(values) as readonly unknown[] | undefined
    return found && this.#named(found)
  }

  all(values: readonly Value[]): readonly Row[] {
    return (this.#statement.all(values) as (readonly unknown[])[]).map((one) => this.#named(one))
  }

  run(values: readonly Value[]): number {
    return this.#statement.run(values).changes
  }

  #named(values: readonly unknown[]): Row {
    const names = this.#names
    const row: Record<string, unknown> = {}
    for (let at = 0; at < names.length; at++) row[names[at] ?? ''] = values[at]
    return row
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { readonly code?: unknown }).code).startsWith('SQLITE_BUSY')

/** One connection, its statements prepared once. */
export class Connection {
  readonly #database: Database.Database
  readonly #prepared = new Map<string, Statement>()

  constructor(path: string) {
    this.#database = new Database(path)
    this.#database.pragma(`busy_timeout = ${blocking}`)
    this.#database.pragma('foreign_keys = ON')
    this.#database.pragma('synchronous = FULL') // an answer given is an answer kept, power cut or not
    this.#database.pragma(`wal_autocheckpoint = ${pagesAhead}`)
  }

  prepare(sql: string): Statement {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = new Statement(this.#database.prepare(sql))
    const [oldest] = this.#prepared.keys()
    if (this.#prepared.size === preparing && oldest !== undefined) this.#prepared.delete(oldest)
    this.#prepared.set(sql, statement)
    return statement
  }

  exec(sql: string): void {
    this.#database.exec(sql)
  }

  /** False also when SQLite has rolled back by itself, after a full disk, say. */
  get inTransaction(): boolean {
    return this.#database.inTransaction
  }

  /** Rolled back already, a second time would hide the first error. */
  rollback(): void {
    if (this.inTransaction) this.#database.exec('ROLLBACK')
  }

  close(): void {
    this.#database.close()
  }
}

const reads = /^\s*SELECT/

/** Statements on one connection, for as long as `usable` says. */
export class ConnectionRunner implements Runner {
  #revision: string | undefined

  constructor(
    protected readonly connection: Connection,
    private readonly configuration: Configuration,
    private usable = true,
  ) {}

  end(): void {
    this.usable = false
    this.forget()
  }

  protected statement(sql: string): Statement {
    if (!this.usable) throw new Error('this transaction has ended')
    if (!reads.test(sql)) this.forget()
    return this.connection.prepare(sql)
  }

  async get(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    return this.statement(sql).get(values)
  }

  async all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.statement(sql).all(values)
  }

  async run(sql: string, ...values: readonly Value[]): Promise<number> {
    return this.statement(sql).run(values)
  }

  async configured<T>(key: string, read: () => Promise<T>): Promise<T> {
    const revision = this.#current()
    const known = this.configuration.under(revision).get(key)
    if (known !== undefined) return known as T
    const found = await read()
    // While it was read, a commit may have put another in its place.
    if (found === undefined || this.#current() !== revision) return found
    this.configuration.under(revision).set(key, Object.freeze(found))
    return found
  }

  #current(): string {
    if (this.#revision !== undefined) return this.#revision
    const row = this.statement(currentRevision).get([])
    if (!row) throw new Error('the configuration has no revision')
    return (this.#revision = textOf(row, 'revision'))
  }

  /** The revision known may be another by now. */
  protected forget(): void {
    this.#revision = undefined
  }
}

/** Whatever is committed in this process ends the snapshots of all its stores: who is told of a commit reads it. */
const snapshots = new Set<SnapshotReader>()
const endSnapshots = (): void => snapshots.forEach((reader) => reader.end())

/** Milliseconds for which reads share a snapshot, so long as nobody here commits. Another process's commit is seen as much later. */
const shared = 2

/** Reads of one moment share a snapshot: taking the lock costs more than most of them. */
export class SnapshotReader extends ConnectionRunner {
  #timer: NodeJS.Timeout | undefined

  protected override statement(sql: string): Statement {
    this.#begin()
    return super.statement(sql)
  }

  #begin(): void {
    if (snapshots.has(this)) return
    this.connection.exec('BEGIN')
    snapshots.add(this)
    this.#timer = setTimeout(() => this.end(), shared)
  }

  override end(): void {
    clearTimeout(this.#timer)
    this.forget()
    if (snapshots.delete(this)) this.connection.exec('COMMIT')
  }
}

/** Tries until the lock is free. Another process holds it for milliseconds; a dead one holds nothing. */
export async function whenFree(action: () => void): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      action()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await pause(1 + Math.random() * 10)
    }
  }
}

export async function exclusively<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  // IMMEDIATE: a transaction that reads first and writes later could otherwise fail midway against another process.
  await whenFree(() => connection.exec('BEGIN IMMEDIATE'))
  try {
    const result = await work()
    // Before it: what is written ahead is carried into the file only as far as nobody reads an earlier state of it.
    endSnapshots()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    connection.rollback()
    throw error
  }
}
