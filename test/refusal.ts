/** The finding a refusal carries: tests read as the rule. */
import { Refusal, type Finding } from '../src/core/index.js'

/** @throws Error when nothing was refused, or for another reason than a Refusal */
export function refusalOf(act: () => unknown): Finding {
  try {
    act()
  } catch (thrown) {
    if (Refusal.is(thrown)) return thrown.finding
    throw thrown
  }
  throw new Error('nothing was refused')
}
