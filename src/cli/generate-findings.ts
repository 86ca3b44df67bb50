/** Writes `docs/findings.md` anew, from the table: tsx src/cli/generate-findings.ts */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findingsPage } from '../contract/index.js'

writeFileSync(fileURLToPath(new URL('../../docs/findings.md', import.meta.url)), findingsPage())
