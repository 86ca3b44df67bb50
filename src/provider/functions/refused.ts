/** A Refusal inside a function, told of the argument at fault. */
import { Refusal } from '../../core/index.js'
import { DiagnosticError, error } from '../framework/index.js'

/** @throws DiagnosticError in place of a Refusal */
export function refusedAt<T>(parameter: string, parse: () => T): T {
  try {
    return parse()
  } catch (thrown) {
    if (!Refusal.is(thrown)) throw thrown
    const { code, detail, remedy } = thrown.finding
    throw new DiagnosticError(error(code, `${detail}. ${remedy}`, [parameter]))
  }
}
