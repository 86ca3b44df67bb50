/** What must not be taken away while an organization requires SSO: its last way in by the IdP, and its last way in without. */
import { Refusal } from '../../core/index.js'
import { openConnections, provenAdministrators } from '../connections/circumstances.js'
import type { AdministratorRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'

const inForce = (organization: string, what: string): Refusal =>
  new Refusal({
    code: 'sso-policy-in-force',
    owner: 'caller',
    detail: `organization "${organization}" requires SSO, and ${what}; nothing was changed`,
    remedy: 'Put another in its place first, or remove the requirement (mortise_sso_policy).',
    source: 'W10a',
  })

/** @throws Refusal `sso-policy-in-force` */
export async function checkConnectionSpared(
  reads: Reads,
  publicUrl: string,
  organization: string,
  connection: string,
): Promise<void> {
  const policy = await reads.ssoPolicies.find(organization)
  if (!policy?.input.requireSso) return
  const open = await openConnections(reads, publicUrl, organization)
  if (!open.includes(connection) || open.length > 1) return
  throw inForce(organization, `"${connection}" is the only connection that carries its sign-ins`)
}

/** @throws Refusal `sso-policy-in-force` */
export async function checkAdministratorSpared(
  reads: Reads,
  { organization, email }: Pick<AdministratorRecord, 'organization' | 'email'>,
): Promise<void> {
  const policy = await reads.ssoPolicies.find(organization)
  if (!policy?.input.requireSso) return
  const named = policy.input.breakGlassAdministrators
  if (!named.includes(email)) return
  const proven = await provenAdministrators(reads, organization)
  const others = proven.filter((other) => other.email !== email && named.includes(other.email))
  if (others.length > 0) return
  throw inForce(organization, `"${email}" is the only administrator who can enter without the IdP`)
}
