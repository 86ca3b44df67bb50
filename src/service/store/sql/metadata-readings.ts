/** Readings of IdP metadata as rows: the schedule is the queue. */
import { IdpFacts, parseWith, type Finding } from '../../../core/index.js'
import type { HeldMetadata, MetadataReading } from '../records.js'
import type { MetadataClaim, MetadataReadings } from '../store.js'
import {
  dateOf,
  dateOrNull,
  jsonOf,
  numberOf,
  textOf,
  textOrNull,
  type Row,
  type Runner,
} from './runner.js'

const columns = 'connection, next_at, failures, read_at, finding, held, rejected_digest'

function heldFrom(row: Row): HeldMetadata | null {
  if (row['held'] === null) return null
  const { idp, at, note, digest } = jsonOf(row, 'held') as Record<keyof HeldMetadata, string>
  return { idp: parseWith(IdpFacts, idp), at: new Date(at), note, digest }
}

const fromRow = (row: Row): MetadataReading => ({
  connection: textOf(row, 'connection'),
  nextAt: dateOf(row, 'next_at'),
  failures: numberOf(row, 'failures'),
  readAt: dateOrNull(row, 'read_at'),
  finding: row['finding'] === null ? null : (jsonOf(row, 'finding') as Finding),
  held: heldFrom(row),
  rejectedDigest: textOrNull(row, 'rejected_digest'),
})

export class SqlMetadataReadings implements MetadataReadings {
  constructor(private readonly sql: Runner) {}

  async find(connection: string): Promise<MetadataReading | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM metadata_readings WHERE connection = ?`,
      connection,
    )
    return row && fromRow(row)
  }

  async claim({ now, until, firstAt, limit }: MetadataClaim): Promise<readonly string[]> {
    await this.sql.run(
      `INSERT INTO metadata_readings (connection, next_at, failures)
       SELECT name, ?, 0 FROM saml_connections
       WHERE json_extract(input, '$.idpMetadataUrl') IS NOT NULL
       AND name NOT IN (SELECT connection FROM metadata_readings)`,
      firstAt.getTime(),
    )
    const rows = await this.sql.all(
      'SELECT connection FROM metadata_readings WHERE next_at <= ? ORDER BY next_at, connection LIMIT ?',
      now.getTime(),
      limit,
    )
    const names = rows.map((row) => textOf(row, 'connection'))
    for (const name of names) {
      await this.sql.run(
        'UPDATE metadata_readings SET next_at = ? WHERE connection = ?',
        until.getTime(),
        name,
      )
    }
    return names
  }

  async put(reading: MetadataReading): Promise<void> {
    await this.sql.run(
      `INSERT INTO metadata_readings (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (connection) DO UPDATE SET next_at = excluded.next_at, failures = excluded.failures,
         read_at = excluded.read_at, finding = excluded.finding, held = excluded.held,
         rejected_digest = excluded.rejected_digest`,
      reading.connection,
      reading.nextAt.getTime(),
      reading.failures,
      reading.readAt?.getTime() ?? null,
      reading.finding && JSON.stringify(reading.finding),
      reading.held && JSON.stringify(reading.held),
      reading.rejectedDigest,
    )
  }

  async forget(connection: string): Promise<void> {
    await this.sql.run('DELETE FROM metadata_readings WHERE connection = ?', connection)
  }
}
