/** Durations as Terraform users write them: "90s", "5m", "1h30m". */

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const shape = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/

/** Undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!shape.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (milliseconds[unit ?? ''] ?? 0),
    0,
  )
}
