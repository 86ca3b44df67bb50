/** `mortise attributes`: what to set up in an IdP's console for a service, by the console's own words. Needs no service. */
import { getPreset, offeredAttributes, Refusal, type IdpKind } from '../core/index.js'

export interface AttributesArguments {
  readonly preset: string
  readonly idp: IdpKind
  readonly asDocumented: boolean
  readonly fullName: boolean
  readonly format: 'text' | 'json'
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows
  const widths = head.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('')
}

/** What is required, the name, what to pick, and where that is written. */
export function attributes(given: AttributesArguments): void {
  try {
    const offered = offeredAttributes(getPreset(given.preset), {}, given.idp, given)
    const rows = offered.map(({ field, required, attribute, value, alsoRead, source }) => [
      ...[
        field,
        required ? 'yes' : 'no',
        attribute,
        value ?? '-',
        alsoRead.join(', ') || '-',
        source,
      ],
    ])
    process.stdout.write(
      given.format === 'json'
        ? `${JSON.stringify({ format: 1, preset: given.preset, idp: given.idp, items: offered }, null, 2)}\n`
        : table([
            ['field', 'required', 'attribute', 'value at the IdP', 'also read', 'source'],
            ...rows,
          ]),
    )
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    process.stderr.write(`error: ${code}: ${detail}\n${remedy}\n`)
    process.exitCode = 1
  }
}
