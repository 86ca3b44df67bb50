/** The columns every object of the admin API has: read and written alike for all of them. */
import type { Managed } from '../records.js'
import { dateOf, numberOf, textOrNull, type Row, type Value } from './runner.js'

export const managedColumns = 'version, created_at, updated_at, creation_key'

export const managedFrom = (row: Row): Managed => ({
  version: numberOf(row, 'version'),
  createdAt: dateOf(row, 'created_at'),
  updatedAt: dateOf(row, 'updated_at'),
  creationKey: textOrNull(row, 'creation_key'),
})

export const managedTo = (record: Managed): readonly Value[] => [
  record.version,
  record.createdAt.getTime(),
  record.updatedAt.getTime(),
  record.creationKey,
]
