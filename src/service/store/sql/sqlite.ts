/** SQLite by libsql: two connections to one file, one that writes and one that reads what was committed. What is said to them is the neighbours' business. */
import Database from 'libsql'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate, type Migratable } from './migrate.js'
import type { Row, Runner, Value } from './runner.js'

/** How long a transaction waits for another process to finish its own. */
const patience = 10_000

/** How long the driver may block the event loop waiting for a lock; longer waits are made asynchronously. */
const blocking = 20

type Statement = Database.Statement

const isBusy = (error: unknown): boolean =>
  String((error as { readonly code?: unknown }).code).startsWith('SQLITE_BUSY')

/** One connection, its statements prepared once each. */
class Connection {
  readonly #database: Database.Database
  readonly #prepared = new Map<string, Statement>()

  constructor(path: string) {
    this.#database = new Database(path)
    this.#database.pragma(`busy_timeout = ${blocking}`)
    this.#database.pragma('foreign_keys = ON')
    this.#database.pragma('synchronous = FULL') // an answer given is an answer kept, power cut or not
  }

  prepare(sql: string): Statement {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }

  exec(sql: string): void {
    this.#database.exec(sql)
  }

  /** SQLite has rolled back by itself after a full disk, say; a second time would hide the first error. */
  rollback(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
  }

  close(): void {
    this.#database.close()
  }
}

/** Statements on one connection, for as long as `usable` says. */
class ConnectionRunner implements Runner {
  constructor(
    private readonly connection: Connection,
    private usable = true,
  ) {}

  end(): void {
    this.usable = false
  }

  #statement(sql: string): Statement {
    if (!this.usable) throw new Error('this transaction has ended')
    return this.connection.prepare(sql)
  }

  async get(sql: string, ...values: readonly Value[]): Promise<Row | undefined> {
    return this.#statement(sql).get(...values) as Row | undefined
  }

  async all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.#statement(sql).all(...values) as Row[]
  }

  async run(sql: string, ...values: readonly Value[]): Promise<number> {
    return this.#statement(sql).run(...values).changes
  }
}

/** Tries until the lock is free. Another process holds it for milliseconds; a dead one holds nothing. */
async function whenFree(action: () => void): Promise<void> {
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

const migratable = (connection: Connection): Migratable => ({
  exec: (sql) => connection.exec(sql),
  applied: () =>
    (connection.prepare('SELECT digest FROM migrations ORDER BY number').all() as Row[]).map(
      (row) => String(row['digest']),
    ),
  recordApplied: (number, digest) => {
    connection.prepare('INSERT INTO migrations (number, digest) VALUES (?, ?)').run(number, digest)
  },
})

/** A SQLite file as reads and one queue of transactions. */
export class Sqlite {
  readonly reads: Runner
  readonly #reader: Connection
  readonly #writer: Connection
  #last: Promise<unknown> = Promise.resolve()

  private constructor(path: string, writer: Connection) {
    this.#writer = writer
    this.#reader = new Connection(path)
    this.reads = new ConnectionRunner(this.#reader)
  }

  /** Opens and migrates. @throws Refusal `database-history-unknown` */
  static async open(path: string): Promise<Sqlite> {
    const writer = new Connection(path)
    try {
      // WAL: readers never wait for the writer. Switching ignores busy_timeout, hence the retry.
      await whenFree(() => writer.exec('PRAGMA journal_mode = WAL'))
      await exclusively(writer, async () => migrate(migratable(writer)))
      return new Sqlite(path, writer)
    } catch (error) {
      writer.close()
      throw error
    }
  }

  /** One after another: the work awaits between statements, and must not find another's statements in its transaction. */
  async transaction<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    const runner = new ConnectionRunner(this.#writer)
    const turn = this.#last.then(() =>
      exclusively(this.#writer, () => work(runner)).finally(() => runner.end()),
    )
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** Waits for the transactions begun, then closes. */
  async close(): Promise<void> {
    await this.#last
    this.#reader.close()
    this.#writer.close()
  }
}

async function exclusively<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  // IMMEDIATE: a transaction that reads first and writes later could otherwise fail midway against another process.
  await whenFree(() => connection.exec('BEGIN IMMEDIATE'))
  try {
    const result = await work()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    connection.rollback()
    throw error
  }
}
