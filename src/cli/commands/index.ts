/** The commands, in the order in which --help lists them. */
import type { Command } from 'commander'
import { accessReport } from './access-report.js'
import { attributes } from './attributes.js'
import { check } from './check.js'
import { demo } from './demo.js'
import { practiceIdp } from './practice-idp.js'
import { provider } from './provider.js'
import { scimCheck } from './scim-check.js'
import { serve } from './serve.js'
import { simulate } from './simulate.js'
import { steps } from './steps.js'
import { supportBundle } from './support-bundle.js'

/** Each adds itself; a house is loaded when its command runs, so that --help and --version answer at once. */
export const commands: readonly ((program: Command) => void)[] = [
  serve,
  practiceIdp,
  check,
  steps,
  scimCheck,
  provider,
  demo,
  simulate,
  accessReport,
  supportBundle,
  attributes,
]
