/** What the demo says of what it saw: values in, lines out. */
import type { ConnectionTestBody } from '../admin-api/index.js'
import type { Finding } from '../core/index.js'
import type { Landing } from './browser.js'

/** Of a plan: which resources change, and its summary. */
export function tellPlan(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const resources = lines.filter((line) => /^# \S+ (will|must) be/.test(line))
  const summary = lines.find((line) => line.startsWith('Plan:')) ?? 'Plan without a summary'
  return [...resources.map((line) => line.slice(2)), summary]
}

/** Of a plan that repairs: the lines that differ, as terraform marks them. */
export const tellDifference = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => /^ {6,}[-+~] /.test(line))
    .map((line) => line.slice(6))

const reasonOf = ({ effect, kind, subject, because, source }: Landing['trace'][number]): string =>
  `${effect} ${kind} "${subject}": ${because} (${source})`

/** The person, and the reason for everything they were given. */
export const tellLanding = ({
  user,
  organization,
  groups,
  roles,
  trace,
}: Landing): readonly string[] => [
  `${user.name} <${user.email}>, login ${user.login}, organization ${organization}`,
  `groups: ${groups.join(', ') || 'none'}`,
  `roles: ${roles.join(', ') || 'none'}`,
  ...trace.map((line) => `  ${reasonOf(line)}`),
]

/** What a test proves, and about what. */
export const tellTest = ({
  status,
  configDigest,
  result,
}: ConnectionTestBody): readonly string[] => [
  `test ${status}: ${result?.checks.length ?? 0} checks held, nobody was signed in`,
  `  came: ${result?.profile?.name ?? ''} <${result?.profile?.email ?? ''}>, groups ${result?.profile?.groups?.join(', ') ?? 'not said'}`,
  `  would give: ${result?.decision?.roles.join(', ') || 'no roles'}`,
  `enabled on the evidence of configuration ${configDigest.slice(0, 12)}…`,
]

export const tellRefusal = ({
  code,
  detail,
  owner,
  remedy,
  source,
}: Finding): readonly string[] => [
  'the administrator is told:',
  `  code:   ${code}${source === undefined ? '' : ` (${source})`}`,
  `  cause:  ${detail}`,
  `  owner:  ${owner}`,
  `  remedy: ${remedy}`,
]
