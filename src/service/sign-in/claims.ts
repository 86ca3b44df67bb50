/** What is kept of what an IdP sent: enough to mend a mapping, and no more of a person than the mapping reads. */
import {
  attributeNames,
  type AttributeMapping,
  type Attributes,
  type ServicePreset,
} from '../../core/index.js'
import type { Claims } from '../store/records.js'

const secretName = /passw|secret|token|credential|private.?key|api.?key/i

/** Kept of one claim, and of how many. A group claim of a thousand values is told by its beginning and its length. */
const most = { claims: 100, values: 100, characters: 256, name: 256 }

const redacted = (values: readonly string[]): readonly string[] => [
  `[redacted: ${values.length === 1 ? '1 value' : `${values.length} values`}]`,
]

function shortened(values: readonly string[]): readonly string[] {
  const kept = values.slice(0, most.values).map((value) => value.slice(0, most.characters))
  const left = values.length - kept.length
  return left > 0 ? [...kept, `[and ${left} more]`] : kept
}

/** Every name the mapping could read a field from. */
function namesRead(preset: ServicePreset, mapping: AttributeMapping): ReadonlySet<string> {
  const alternatives = preset.fields.flatMap((rule) => rule.alternatives ?? [])
  return new Set([...Object.values(attributeNames(preset, mapping)), ...alternatives])
}

/**
 * For the record of a sign-in. Of a claim no field is read from, only name and number of values are kept: an
 * administrator sees that it came, and the person's data is not copied. What looks like a secret is never kept.
 */
export function recordedClaims(
  preset: ServicePreset,
  mapping: AttributeMapping,
  attributes: Attributes,
): Claims {
  const read = namesRead(preset, mapping)
  const kept = [...attributes].slice(0, most.claims).map(([name, values]) => {
    const open = read.has(name) && !secretName.test(name)
    return [name.slice(0, most.name), open ? shortened(values) : redacted(values)] as const
  })
  return Object.fromEntries(kept)
}
