/** From a refusal to what the vendor's own page says about it. */
import type { Finding } from './finding.js'
import type { ServicePreset, Trouble } from './presets/index.js'

/** The entries of the preset's troubleshooting that speak of this finding. */
export const troubleFor = (
  { troubleshooting }: ServicePreset,
  { code }: Pick<Finding, 'code'>,
): readonly Trouble[] => troubleshooting.filter(({ findings }) => findings.includes(code))

/**
 * The line a vendor's page tells people to search the log for after a valid sign-in, with the group ids the IdP sent (T48).
 * @returns undefined where no page promises one
 */
export function logLineFor(
  { logLines }: ServicePreset,
  idp: string,
  groups: readonly string[] | undefined,
): string | undefined {
  const found = logLines.find((row) => row.idp === idp)
  if (found === undefined) return undefined
  const ids = groups === undefined ? 'no groups attribute received' : `groups: ${groups.join(', ')}`
  // Group ids come from outside: a line break in one would make a second log line.
  return `${found.text}; ${ids}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
}
