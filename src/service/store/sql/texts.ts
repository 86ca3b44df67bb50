/**
 * Reasons and claims are long, and much the same at every sign-in of a person: each text is kept once, under its digest, and
 * rows name it. A sign-in like the last one then writes none of it.
 */
import { hash } from 'node:crypto'
import { numberOf, textOf, type Runner } from './runner.js'

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

async function keep(sql: Runner, { text, digest }: Text, used: number | undefined, at: Date) {
  const time = at.getTime()
  if (used === undefined)
    await sql.run('INSERT INTO texts (digest, used_at, text) VALUES (?, ?, ?)', digest, time, text)
  else if (used < time - noted)
    await sql.run('UPDATE texts SET used_at = ? WHERE digest = ?', time, digest)
}

/**
 * @param values - never changed afterwards
 * @returns what rows name them by
 */
export async function keepTexts<const V extends readonly object[]>(
  sql: Runner,
  values: V,
  at: Date,
): Promise<{ readonly [K in keyof V]: string }> {
  const texts = values.map(textOfValue)
  const rows = await sql.all(
    `SELECT digest, used_at FROM texts WHERE digest IN (${texts.map(() => '?').join(', ')})`,
    ...texts.map(({ digest }) => digest),
  )
  const used = new Map(rows.map((row) => [textOf(row, 'digest'), numberOf(row, 'used_at')]))
  for (const text of texts) await keep(sql, text, used.get(text.digest), at)
  return texts.map(({ digest }) => digest) as { readonly [K in keyof V]: string }
}

/** Attempts before that moment must be gone already, and sessions that are over. */
export async function removeTexts(sql: Runner, before: Date): Promise<void> {
  await sql.run(
    'DELETE FROM texts WHERE used_at < ? AND digest NOT IN (SELECT trace FROM sessions)',
    before.getTime() - noted,
  )
}
