/** What Terraform starts. It says where it listens, and only then loads the rest, which is a file of its own beside the bundle. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cache, rest, schema } from './packaging/files.js'
import { compile, run } from './packaging/script.js'
import { start, type Rest } from './protocol/start.js'

const beside = (file: string): string => join(dirname(process.argv[1] ?? ''), file)

const found = (file: string): Buffer | undefined => {
  const path = beside(file)
  return existsSync(path) ? readFileSync(path) : undefined
}

/** Someone copied the executable without its neighbours. */
function missing(): string | undefined {
  if (existsSync(beside(rest))) return undefined
  return `The Terraform provider "mortise" is incomplete: ${rest} is missing beside it. Install the whole folder: mortise provider install.`
}

const load = async (): Promise<Rest> =>
  run(compile(beside(rest), found(cache)), beside(rest)) as Rest

start({ name: 'mortise', load, schema: () => found(schema), missing })
