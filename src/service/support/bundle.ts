/** The support bundle of an organization: what went wrong, with which IdP, under which configuration (W15). */
import type { SupportBundle } from '../../admin-api/index.js'
import { getPreset, rolesOf, version, type Finding } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { OrganizationRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { bundledConnection, bundledDirectory } from './connections.js'
import { redacted, type MayQuote } from './redact.js'

/** More than any organization has. */
const many = 1000
const newestErrors = 100

/** Of these refusals what is quoted are names of attributes, which the IdP's administrator has to see; never values. */
const quotingNames = new Set(['attribute-missing', 'unknown-mapping-field', 'setting-not-offered'])

function bundledFinding(finding: Finding, isKnown: MayQuote): Finding {
  const quotable: MayQuote = (value) => quotingNames.has(finding.code) || isKnown(value)
  const { code, owner, detail, remedy, source } = finding
  return {
    ...{ code, owner, detail: redacted(detail, quotable), remedy: redacted(remedy, quotable) },
    ...(source === undefined ? {} : { source }),
  }
}

async function countsOf(
  reads: Reads,
  { name, input }: OrganizationRecord,
): Promise<SupportBundle['organization']> {
  const domains = await reads.domains.list(name, { limit: many })
  const verified = domains.filter(({ verifiedAt }) => verifiedAt !== null).length
  return {
    ...{ name, preset: input.preset, roleRules: input.roleRules.length },
    roles: rolesOf(getPreset(input.preset), input).length,
    groups: (await reads.groups.all(name)).length,
    spaces: (await reads.spaces.names(name)).length,
    people: await reads.people.countByState(name),
    administrators: (await reads.administrators.list(name, { limit: many })).length,
    requiresSso: (await reads.ssoPolicies.find(name))?.input.requireSso === true,
    domains: { verified, unverified: domains.length - verified },
    entitlements: [...(input.entitlements ?? [])],
  }
}

/** What the configuration says may be quoted back. */
function knownIn(connections: SupportBundle['connections']): MayQuote {
  const known = new Set(
    connections.flatMap(({ name, idp, endpoints, attributeNames }) => [
      ...[name, idp.identifier],
      ...Object.values(endpoints),
      ...Object.entries(attributeNames).flat(),
    ]),
  )
  return (value) => known.has(value)
}

export async function supportBundle(
  { store: reads, now, publicUrl, directoryLog }: Deps,
  organization: OrganizationRecord,
): Promise<SupportBundle> {
  const { name, input } = organization
  // What was just refused is what a supporter is asked about.
  await directoryLog.flush()
  const connections: SupportBundle['connections'] = []
  for (const each of await reads.connections.names({ organization: name, limit: many })) {
    connections.push(await bundledConnection(reads, publicUrl(), each.name))
  }
  const isKnown = knownIn(connections)
  const preset = getPreset(input.preset)
  const directories: SupportBundle['directories'] = []
  for (const each of await reads.directories.ofOrganization(name)) {
    directories.push(await bundledDirectory(reads, publicUrl(), preset, each, isKnown))
  }
  const refused = { organization: name, outcome: 'refused', limit: newestErrors } as const
  const attempts = await reads.attempts.list(refused)
  return {
    ...{ format: 1, madeAt: now().toISOString(), version, runtime: `Node.js ${process.version}` },
    ...{ publicUrl: publicUrl(), organization: await countsOf(reads, organization) },
    ...{ connections, directories },
    errors: attempts.flatMap(({ reference, at, connection, finding }) =>
      finding
        ? [
            {
              ...{ reference, at: at.toISOString(), connection },
              finding: bundledFinding(finding, isKnown),
            },
          ]
        : [],
    ),
  }
}
