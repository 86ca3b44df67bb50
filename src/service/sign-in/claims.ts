/** What an IdP said of a person, for an administrator to read: bounded, and without what looks like a secret. */
import type { Subject } from '../../core/index.js'

const secretName = /passw|secret|token|credential|private.?key|api.?key/i

interface Bounds {
  readonly names: number
  readonly values: number
  readonly characters: number
}

/** A test is looked at while it is set up: whatever came is wanted. */
const ofTest: Bounds = { names: 500, values: 500, characters: 1024 }
/** An attempt is one of many that are kept. */
const ofAttempt: Bounds = { names: 50, values: 200, characters: 256 }

const bounded = (
  attributes: Subject['attributes'],
  { names, values: most, characters }: Bounds,
): Record<string, string[]> =>
  Object.fromEntries(
    [...attributes]
      .slice(0, names)
      .map(([name, values]) => [
        name.slice(0, characters),
        secretName.test(name)
          ? ['[redacted]']
          : values.slice(0, most).map((value) => value.slice(0, characters)),
      ]),
  )

/** For the result of a test. An IdP has been seen to send more than it should. */
export const claimsOf = (attributes: Subject['attributes']): Record<string, string[]> =>
  bounded(attributes, ofTest)

/** For the record of an attempt (T48): the subject among them, under the name no attribute has. */
export const attemptClaimsOf = ({ subject, attributes }: Subject): Record<string, string[]> => ({
  ...bounded(attributes, ofAttempt),
  '(subject)': [subject.slice(0, ofAttempt.characters)],
})
