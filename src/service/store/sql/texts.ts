/**
 * Reasons and claims are long, and much the same at every sign-in of a person: each text is kept once, under its digest, and
 * rows name it. A sign-in like the last one then writes none of it.
 */
import { hash } from 'node:crypto'
import { numberOf, type Runner } from './runner.js'

/** How closely the last use is noted. Milliseconds. */
const noted = 60 * 60 * 1000

/** For what needs the text only as long as its session stands. */
export const whileItsSession = new Date(0)

interface Text {
  readonly text: string
  readonly digest: string
}

const made = new WeakMap<object, Text>()

/** The reasons of a sign-in are kept with its session and with its attempt: written out once. */
function textOfValue(value: object): Text {
  const known = made.get(value)
  if (known) return known
  const text = JSON.stringify(value)
  const it = { text, digest: hash('sha256', text, 'base64url') }
  made.set(value, it)
  return it
}

/**
 * @param value - never changed afterwards
 * @returns what a row names it by
 */
export async function keepText(sql: Runner, value: object, at: Date): Promise<string> {
  const { text, digest } = textOfValue(value)
  const known = await sql.get('SELECT used_at FROM texts WHERE digest = ?', digest)
  if (!known)
    await sql.run(
      'INSERT INTO texts (digest, used_at, text) VALUES (?, ?, ?)',
      ...[digest, at.getTime(), text],
    )
  else if (numberOf(known, 'used_at') < at.getTime() - noted)
    await sql.run('UPDATE texts SET used_at = ? WHERE digest = ?', at.getTime(), digest)
  return digest
}

/** Attempts before that moment must be gone already, and sessions that are over. */
export async function removeTexts(sql: Runner, before: Date): Promise<void> {
  await sql.run(
    'DELETE FROM texts WHERE used_at < ? AND digest NOT IN (SELECT trace FROM sessions)',
    before.getTime() - noted,
  )
}
