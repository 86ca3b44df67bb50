/** Time zones as people set them: IANA names, such as Europe/Berlin (T12). */

const shape = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/

/** True for a name in the tz database this runtime carries. Offsets such as `+02:00` are none. */
export function isTimezone(name: string): boolean {
  if (name.length > 64 || !shape.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
