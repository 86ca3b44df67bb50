/** `mortise attributes`: what to set up in an IdP's console for a service, by the console's own words. Needs no service. */
import { getPreset, offeredAttributes, type IdpKind } from '../core/index.js'
import { aligned } from './table.js'
import { orSaid } from './world.js'

export interface AttributesArguments {
  readonly preset: string
  readonly idp: IdpKind
  readonly asDocumented: boolean
  readonly fullName: boolean
  readonly format: 'text' | 'json'
}

/** What is required, the name, what to pick, and where that is written. */
export const attributes = (given: AttributesArguments): Promise<void> =>
  orSaid(() => {
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
        : aligned([
            ['field', 'required', 'attribute', 'value at the IdP', 'also read', 'source'],
            ...rows,
          ]),
    )
  })
