/** Why two identifiers that should be equal are not, in words an administrator can act on. Never makes them equal. */

// Identifiers are short. A message may hold one of 200 KB, which no pattern should be let loose on.
const longest = 2048

const withoutTrailingSlashes = (text: string): string => text.replace(/(?<!\/)\/+$/, '')

const differences: readonly (readonly [string, (text: string) => string])[] = [
  ['surrounding blanks', (text) => text.trim()],
  ['a trailing slash', withoutTrailingSlashes],
  ['upper and lower case', (text) => text.toLowerCase()],
  ['http in place of https', (text) => text.replace(/^http:/i, 'https:')],
  ['"www."', (text) => text.replace(/^(https?:\/\/)www\./i, '$1')],
  ['the query', (text) => text.replace(/\?.*$/, '')],
  ['"/v2.0" at the end', (text) => text.replace(/\/v2\.0$/, '')],
  ['percent-encoding', (text) => decodeLeniently(text)],
]

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The single difference that accounts for the mismatch, if there is one. */
export function nearMiss(expected: string, got: string): string | undefined {
  if (got.length > longest || expected.length > longest) return undefined
  return differences.find(([, normalize]) => normalize(expected) === normalize(got))?.[0]
}

/** What came may be anything: one value, several, none. */
const listed = (got: unknown): readonly unknown[] => {
  if (got === undefined || got === null) return []
  return Array.isArray(got) ? (got as readonly unknown[]) : [got]
}

const quoted = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value).slice(0, 300)).join(', ') || 'none'

/** `expected audience "a", got "b"; they differ only by a trailing slash`. */
export function mismatch(what: string, expected: string, got: unknown): string {
  const came = listed(got)
  const reason = came
    .map((value) => (typeof value === 'string' ? nearMiss(expected, value) : undefined))
    .find((difference) => difference !== undefined)
  const hint = reason === undefined ? '' : `; they differ only by ${reason}`
  return `expected ${what} ${quoted([expected])}, got ${quoted(came)}${hint}`
}
