/** The claims mapping policy, written from typed claims: nobody writes JSON, nobody misspells a key that Entra would silently ignore. */
import type { ResolvedClaims, ResolvedStatement } from '../resolve-claims.js'
import { verbatim } from '../terraform.js'

/**
 * Definition of a claims mapping policy. The basic claim set is left out: those are the namespaced *additional claims*
 * that must go (S43); groups are no part of it, they follow `group_membership_claims`.
 * https://learn.microsoft.com/entra/identity-platform/reference-claims-customization
 */
export function claimsPolicy({ statements }: ResolvedClaims): string {
  return verbatim(
    JSON.stringify({
      ClaimsMappingPolicy: {
        Version: 1,
        IncludeBasicClaimSet: 'false',
        ClaimsSchema: statements.map(claim),
      },
    }),
  )
}

function claim({ name, value }: ResolvedStatement) {
  if ('constant' in value) return { Value: value.constant, SamlClaimType: name }
  return { ...sourceOf(value.attribute), SamlClaimType: name }
}

/** `user.mail` in the console is source `user`, ID `mail` in the policy. */
function sourceOf(attribute: string): { Source: string; ID: string } {
  const [, source = 'user', id = attribute] =
    /^(user|application|resource|audience|company)\.(.+)$/.exec(attribute) ?? []
  return { Source: source, ID: id }
}
