/** What main.ts loads: it says where it listens, and only then loads the rest, which is a file of its own beside it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rest, schema } from './packaging/files.js'
import { load } from './packaging/script.js'
import { start, type Rest } from './protocol/start.js'

const beside = (file: string): string => join(dirname(process.argv[1] ?? ''), file)

start({
  name: 'mortise',
  load: async () => load(beside(rest)) as Rest,
  schema: () => (existsSync(beside(schema)) ? readFileSync(beside(schema)) : undefined),
})
