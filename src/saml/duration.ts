/** ISO 8601 durations, as XML Schema and SAML metadata write them. */

const pattern =
  /^P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$/

/** Milliseconds; years and months at their shortest. */
const units = [365 * 86_400_000, 28 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000]

/** @returns milliseconds, or `undefined` for what is no duration or a negative one */
export function durationOf(text: string): number | undefined {
  const found = pattern.exec(text.trim())
  if (!found) return undefined
  return units.reduce((sum, unit, index) => sum + unit * Number(found[index + 1] ?? 0), 0)
}
