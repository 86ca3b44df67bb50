/** What Terraform starts. All else lies beside it, in files of which V8 may have made its code before: see packaging/code-cache.ts. */
import { existsSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { launcher, rest } from './packaging/files.js'
import { load } from './packaging/script.js'

const beside = (file: string): string => join(dirname(process.argv[1] ?? ''), file)

const missing = [launcher, rest].find((file) => !existsSync(beside(file)))

if (missing === undefined) load(beside(launcher))
else {
  // Someone copied the executable without its neighbours. Terraform shows its user what is no handshake.
  const remedy = 'Install the whole folder: mortise provider install.'
  const what = `The Terraform provider "mortise" is incomplete: ${missing} is missing beside it.`
  writeSync(1, `${what} ${remedy}\n`)
  process.exitCode = 1
}
