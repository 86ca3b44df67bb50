/** Writes `docs/` anew: tsx src/provider/docs/generate.ts */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { currentPages, docsFolder } from './files.js'

const pages = currentPages()
rmSync(docsFolder, { recursive: true, force: true })
for (const [file, content] of pages) {
  const path = join(docsFolder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
