/** How core's Refusals are told to whoever writes constructs: with the construct's path before, and the remedy after. */
import type { IConstruct } from 'constructs'
import { Refusal, type Finding } from '../src/core/index.js'

/** API callers are told to send the request again; the author of a program is not. */
const remedyOf = ({ code, remedy }: Finding): string =>
  code === 'invalid-input' ? 'correct the named props' : remedy

/** A Finding as one line, for errors and validations alike. */
export const sentenceOf = (finding: Finding): string =>
  `${finding.code}: ${finding.detail}; ${remedyOf(finding)}`

/** A Refusal at a construct: `[stack/acme] unknown-role: …; Grant one of: …`. */
export class RefusedConstruct extends Refusal {
  constructor(construct: IConstruct, finding: Finding) {
    super(finding)
    this.message = `[${construct.node.path}] ${sentenceOf(finding)}`
  }
}

/**
 * Runs one of core's parsers on behalf of a construct.
 * @throws RefusedConstruct in place of core's Refusal
 */
export function parseFor<T>(construct: IConstruct, parse: () => T): T {
  try {
    return parse()
  } catch (refusal) {
    throw Refusal.is(refusal) ? new RefusedConstruct(construct, refusal.finding) : refusal
  }
}
