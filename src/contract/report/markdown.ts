/** The table as a page of the documentation. */
import { chapters } from '../table.js'
import type { Row } from '../rows/row.js'
import type { WaiverRow } from '../rows/waivers.js'

const owners: Readonly<Record<Row['owner'], string>> = {
  idp: 'the administrator of the IdP',
  sp: 'the administrator of the service',
  caller: 'the author of the configuration',
  user: 'the person signing in',
}

const linked = (source: string): string =>
  source.replace(/https?:\/\/[^\s,]+/g, (url) => `<${url}>`)

function section(row: Row | WaiverRow): string {
  const leadsTo = 'leadsTo' in row ? row.leadsTo : undefined
  return [
    `### \`${row.code}\``,
    `**${row.severity}**. ${row.rule}`,
    [
      `- Why it goes wrong: ${row.cause}`,
      `- What mends it: ${row.remedy}`,
      `- Who: ${owners[row.owner]}`,
      ...(leadsTo === undefined ? [] : [`- Left alone, the service refuses with \`${leadsTo}\`.`]),
      `- Source: ${linked(row.source)}`,
    ].join('\n'),
  ].join('\n\n')
}

const unique = (all: readonly (Row | WaiverRow)[]): readonly (Row | WaiverRow)[] =>
  all.filter((row, index) => all.findIndex(({ code }) => code === row.code) === index)

const introduction = `---
page_title: 'Findings of the contract check'
description: |-
  Every rule mortise check asks: what the IdP will emit against what the service consumes.
---

# Findings of the contract check

\`mortise check FILE\` reads a \`cdk.tf.json\`, the output of \`terraform show -json\` of a plan or a state, or a state file, finds
which app of the IdP belongs to which connection, and asks the rules below. Constructs ask them at synth; the set-up page of
a connection asks them of what the service knows. With \`--live URL\` the service's side is what the service has now, and its
IdPs are asked for their metadata and discovery documents: the rules about what an IdP publishes are asked then only.

- **error**: sign-in or provisioning will be refused, or a secret is exposed
- **warning**: it works, not as the service's page or good practice has it
- **note**: worth knowing; never fails a check

What only an apply can tell is **undecided**: it is listed, and never taken as held.

A finding is excused by a **waiver**, by name, with a reason and a last day: in the output \`mortise_waivers\`, where constructs
write what their props say, or in a file \`mortise.waivers.yaml\`, where \`*\` stands for any characters:

\`\`\`yaml
waivers:
  - name: entra-scim-token
    code: secret-in-state
    address: azuread_synchronization_secret.*
    reason: the provider has no write-only argument; the state is encrypted, and two people can read it
    until: 2027-06-30
\`\`\``

/** \`docs/findings.md\`. */
export const findingsPage = (): string =>
  `${[
    introduction,
    ...chapters.flatMap(({ title, rows }) => [`## ${title}`, ...unique(rows).map(section)]),
  ].join('\n\n')}\n`
