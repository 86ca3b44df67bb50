/** SQLite: two connections to one file, one that writes and one that reads what was committed. What is said to them is the neighbours' business. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Configuration } from './configuration.js'
import { migrate, type Migratable } from './migrate.js'
import type { Runner } from './runner.js'
import {
  Connection,
  ConnectionRunner,
  exclusively,
  SnapshotReader,
  whenFree,
} from './sqlite-connection.js'

const migratable = (connection: Connection): Migratable => ({
  exec: (sql) => connection.exec(sql),
  applied: () =>
    connection
      .prepare('SELECT digest FROM migrations ORDER BY number')
      .all([])
      .map((row) => String(row['digest'])),
  recordApplied: (number, digest) => {
    connection
      .prepare('INSERT INTO migrations (number, digest) VALUES (?, ?)')
      .run([number, digest])
  },
})

/** A transaction that waits for its turn. */
interface Job {
  /** @returns what tells of its success, once that is committed */
  readonly run: (runner: Runner) => Promise<() => void>
  readonly reject: (error: unknown) => void
}

const jobFor = <T>(work: (runner: Runner) => Promise<T>) => {
  let job: Job | undefined
  const result = new Promise<T>((resolve, reject) => {
    const run = async (runner: Runner) => {
      const done = await work(runner)
      return () => resolve(done)
    }
    job = { run, reject }
  })
  return { job: job as unknown as Job, result }
}

/** No more than these share a commit, and its fate. */
const atOnce = 64

/** Turns of the event loop in which nobody else came, and a commit begins. Waiting for them costs less than a commit more. */
const quietTurns = 3

/** A SQLite file as reads and one queue of transactions. */
export class Sqlite {
  readonly reads: Runner
  readonly #reader: Connection
  readonly #snapshots: SnapshotReader
  readonly #writer: Connection
  readonly #configuration = new Configuration()
  #waiting: Job[] = []
  #working: Promise<void> | undefined

  private constructor(path: string, writer: Connection) {
    this.#writer = writer
    this.#reader = new Connection(path)
    this.#snapshots = new SnapshotReader(this.#reader, this.#configuration)
    this.reads = this.#snapshots
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

  /**
   * One after another: the work awaits between statements, and must not find another's statements in its transaction.
   * Those that wait at the same moment share a commit, each behind a savepoint: the disk is waited for once.
   */
  transaction<T>(work: (runner: Runner) => Promise<T>): Promise<T> {
    const { job, result } = jobFor(work)
    this.#waiting.push(job)
    this.#working ??= this.#workOff()
    return result
  }

  async #workOff(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      await this.#commit(this.#waiting.splice(0, atOnce))
    }
    this.#working = undefined
  }

  /** Requests that arrived together are read in different turns: a commit of its own for the first would make the rest wait. */
  async #gather(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns && this.#waiting.length < atOnce; quiet++) {
      const known = this.#waiting.length
      await nextTurn()
      if (this.#waiting.length > known) quiet = -1
    }
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    try {
      const told = await exclusively(this.#writer, async () => {
        const outcomes: (() => void)[] = []
        for (const job of jobs) outcomes.push(await this.#attempt(job))
        return outcomes
      })
      for (const tell of told) tell()
    } catch (error) {
      for (const { reject } of jobs) reject(error)
    }
  }

  /** @throws only what undid the others' work as well */
  async #attempt({ run, reject }: Job): Promise<() => void> {
    const runner = new ConnectionRunner(this.#writer, this.#configuration)
    this.#writer.exec('SAVEPOINT job')
    try {
      const tell = await run(runner)
      this.#writer.exec('RELEASE job')
      return tell
    } catch (error) {
      if (!this.#writer.inTransaction) throw error
      this.#writer.exec('ROLLBACK TO job')
      this.#writer.exec('RELEASE job')
      return () => reject(error)
    } finally {
      runner.end()
    }
  }

  /** Waits for the transactions begun, then closes. */
  async close(): Promise<void> {
    while (this.#working) await this.#working
    this.#snapshots.end()
    this.#reader.close()
    this.#writer.close()
  }
}
