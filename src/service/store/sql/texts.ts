/**
 * Reasons and claims are long, and much the same at every sign-in of a person: each text is kept once, under its digest, and
 * rows name it. A sign-in like the last one then writes none of it.
 */
import { createHash } from 'node:crypto'
import { numberOf, type Runner } from './runner.js'

/** How closely the last use is noted. Milliseconds. */
const noted = 60 * 60 * 1000

/** For what needs the text only as long as its session stands. */
export const whileItsSession = new Date(0)

/** @returns what a row names it by */
export async function keepText(sql: Runner, text: string, at: Date): Promise<string> {
  const digest = createHash('sha256').update(text).digest('base64url')
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
