/** From the text of a file to a program, whichever of Terraform's JSON forms it is. */
import { Refusal } from '../../core/index.js'
import type { ProgramFile } from '../program-file.js'
import { isObject, type Json } from './json.js'
import { isPlan, readPlan, readPrior } from './plan.js'
import { locator } from './position.js'
import {
  isOutputs,
  isShownState,
  isStateFile,
  readOutputs,
  readShownState,
  readStateFile,
} from './state.js'
import { isSynth, readSynth, type SynthOptions } from './synth.js'

export interface ReadOptions extends SynthOptions {
  /** Of a plan, what was instead of what will be. @default 'planned' */
  readonly side?: 'planned' | 'prior' | undefined
}

type Reader = (json: Json, file: string, options: ReadOptions) => Omit<ProgramFile, 'locate'>

/** The first that recognises it reads it. */
const readers: readonly (readonly [(json: Json) => boolean, Reader])[] = [
  [isPlan, (json, file, { side }) => (side === 'prior' ? readPrior : readPlan)(json, file)],
  [isStateFile, readStateFile],
  [isShownState, readShownState],
  // Outputs may have the names of blocks.
  [isOutputs, readOutputs],
  [isSynth, readSynth],
]

const unreadable = (file: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'program-unreadable', owner: 'caller', detail: `${file}: ${detail}`, remedy })

const forms =
  'Give a cdk.tf.json, the output of `terraform show -json PLAN`, of `terraform show -json`, or a state file.'

function parsed(text: string, file: string): Json {
  if (text.startsWith('PK'))
    throw unreadable(
      file,
      'a plan in binary form',
      'Give the output of `terraform show -json PLAN`.',
    )
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isObject(json)) return json
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // The message of V8 quotes the text, in which there may be secrets.
    const where = /at position \d+/.exec(reason)?.[0] ?? 'before its end'
    throw unreadable(file, `no JSON: it breaks off or goes wrong ${where}`, forms)
  }
  throw unreadable(file, 'no JSON object', forms)
}

/**
 * Reads a file of Terraform's.
 * @throws Refusal `program-unreadable`
 */
export function readProgram(text: string, file: string, options: ReadOptions = {}): ProgramFile {
  const json = parsed(text, file)
  const [, reader] = readers.find(([recognises]) => recognises(json)) ?? []
  if (!reader) throw unreadable(file, 'neither a configuration, a plan nor a state', forms)
  if (options.side === 'prior' && !isPlan(json))
    throw unreadable(file, 'no plan, so it has no prior state', forms)
  return { ...reader(json, file, options), locate: locator(text) }
}
