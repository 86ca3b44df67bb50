/** Writes every fixture anew: `npx tsx test/golden/oidc/generate.ts`. RSA signatures are deterministic, so an unchanged case gives an unchanged file. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { golden } from '../../oidc/forge.js'
import { refusedCases } from '../../oidc/refused-cases.js'
import { shapes } from './shapes.js'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const refused = join(golden, 'oidc', 'refused')
rmSync(refused, { recursive: true, force: true })
mkdirSync(refused, { recursive: true })
for (const row of refusedCases) writeFileSync(join(refused, `${row.code}.json`), json(row))

for (const [idp, shape] of Object.entries(shapes)) {
  writeFileSync(join(golden, 'oidc', `${idp}.json`), json(shape))
}
