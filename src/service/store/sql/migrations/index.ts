/** The schema's history, in order. A migration that has shipped never changes: a new one follows it. */
import { first } from './001-first.js'
import { directories } from './directories.js'

/** Number = position, from 1. */
export const migrations: readonly string[] = [first, directories]
