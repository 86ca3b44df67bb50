/** A report as JSON: the whole of it, in a form that stays. */
import { version } from '../../core/index.js'
import type { Report } from '../check.js'

/** Two spaces, ending with a line break. */
export const renderJson = (report: Report): string =>
  `${JSON.stringify({ mortise: version, ...report }, null, 2)}\n`
