/** What options are parsed by. */
import { InvalidArgumentError } from 'commander'

/** A TCP port; 0 lets the system choose. */
export function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535 && text.trim() !== '') return value
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535 (0: any free port)')
}

/** @throws InvalidArgumentError unless it is one of them */
export const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found) return found
    throw new InvalidArgumentError(`one of: ${choices.join(', ')}`)
  }

/** Of an option that may be given several times. */
export const collected = (text: string, before: readonly string[]): readonly string[] => [
  ...before,
  text,
]
