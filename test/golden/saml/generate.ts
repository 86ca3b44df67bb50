/** Writes every signed fixture anew: `npx tsx test/golden/saml/generate.ts`. RSA signatures are deterministic, so an unchanged shape gives an unchanged file. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { golden, now } from '../../saml/forge.js'
import { refusedLogouts } from '../../saml/logout-cases.js'
import { refusedCases } from '../../saml/refused-cases.js'
import { shapes } from './shapes.js'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

for (const [idp, shape] of Object.entries(shapes)) {
  const folder = join(golden, 'saml', idp)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'response.xml'), shape.response)
  writeFileSync(join(folder, 'metadata.xml'), shape.metadata)
  writeFileSync(join(folder, 'expected.json'), json(shape.expected))
}

const refused = join(golden, 'saml-refused')
rmSync(refused, { recursive: true, force: true })
for (const { xml, ...facts } of refusedCases) {
  const folder = join(refused, facts.code)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'response.xml'), xml)
  writeFileSync(join(folder, 'case.json'), json({ ...facts, now: now.toISOString() }))
}

const logout = join(golden, 'saml-logout-refused')
rmSync(logout, { recursive: true, force: true })
for (const { code, because, message, query } of refusedLogouts) {
  const folder = join(logout, code)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'message.xml'), message)
  writeFileSync(join(folder, 'query.txt'), query)
  writeFileSync(join(folder, 'case.json'), json({ code, because, now: now.toISOString() }))
}
