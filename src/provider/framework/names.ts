/** The one rule between Terraform's snake_case and our camelCase. Used where a name crosses that line, nowhere else. */

/** Asked for every attribute of every value: the names of a provider are few. */
const known = new Map<string, string>()

export function snakeCase(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  known.set(name, snake)
  return snake
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
