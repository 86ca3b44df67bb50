/** What an IdP said of a person, for an administrator to read: bounded, without what looks like a secret, and in a record no more than the mapping reads. */
import { attributeNames, type Subject } from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { Claims } from '../store/records.js'

const secretName = /passw|secret|token|credential|private.?key|api.?key/i

/** A test is looked at while it is set up: whatever came is wanted. */
const ofTest = { names: 500, values: 500, characters: 1024 }
/** An attempt is one of many that are kept. */
const ofAttempt = { names: 100, values: 100, characters: 256 }

/** For the result of a test. An IdP has been seen to send more than it should. */
export const claimsOf = (attributes: Subject['attributes']): Record<string, string[]> =>
  Object.fromEntries(
    [...attributes]
      .slice(0, ofTest.names)
      .map(([name, values]) => [
        name.slice(0, ofTest.characters),
        secretName.test(name)
          ? ['[redacted]']
          : values.slice(0, ofTest.values).map((value) => value.slice(0, ofTest.characters)),
      ]),
  )

const redacted = (values: readonly string[]): readonly string[] => [
  `[redacted: ${values.length === 1 ? '1 value' : `${values.length} values`}]`,
]

function shortened(values: readonly string[]): readonly string[] {
  const { values: most, characters } = ofAttempt
  const kept = values.slice(0, most).map((value) => value.slice(0, characters))
  const left = values.length - kept.length
  return left > 0 ? [...kept, `[and ${left} more]`] : kept
}

/** Every name a field could be read from. */
function namesRead({ preset, attributeMapping }: Connection): ReadonlySet<string> {
  const alternatives = preset.fields.flatMap((rule) => rule.alternatives ?? [])
  return new Set([...Object.values(attributeNames(preset, attributeMapping)), ...alternatives])
}

/**
 * For the record of an attempt (T48): the subject among them, under a name no attribute has. Of a claim no field is read
 * from, only name and number of values are kept: an administrator sees that it came, and the person's data is not copied.
 */
export function recordedClaims(connection: Connection, { subject, attributes }: Subject): Claims {
  const read = namesRead(connection)
  const kept = [...attributes].slice(0, ofAttempt.names).map(([name, values]) => {
    const open = read.has(name) && !secretName.test(name)
    return [
      name.slice(0, ofAttempt.characters),
      open ? shortened(values) : redacted(values),
    ] as const
  })
  return { ...Object.fromEntries(kept), '(subject)': shortened([subject]) }
}
