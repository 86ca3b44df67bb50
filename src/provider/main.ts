/** What Terraform starts. It says where it listens, and only then loads the rest, which is a file of its own beside the bundle. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rest } from './packaging/files.js'
import { start } from './protocol/start.js'

/** Someone copied the executable without its neighbours. */
function missing(): string | undefined {
  if (existsSync(join(dirname(process.argv[1] ?? ''), rest))) return undefined
  return `The Terraform provider "mortise" is incomplete: ${rest} is missing beside it. Install the whole folder: mortise provider install.`
}

start({ name: 'mortise', load: () => import('./rest.js'), missing })
