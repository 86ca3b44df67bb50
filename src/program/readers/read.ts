/** From the text of a file to a program, whichever of Terraform's JSON forms it is. */
import { Refusal } from '../../core/index.js'
import type { ProgramFile } from '../program-file.js'
import { isObject, type Json } from './json.js'
import { isPlan, readPlan } from './plan.js'
import { locator } from './position.js'
import {
  isOutputs,
  isShownState,
  isStateFile,
  readOutputs,
  readShownState,
  readStateFile,
} from './state.js'
import { isSynth, readSynth } from './synth.js'

type Reader = (json: Json, file: string) => Omit<ProgramFile, 'locate'>

/** The first that recognises it reads it. */
const readers: readonly (readonly [(json: Json) => boolean, Reader])[] = [
  [isPlan, readPlan],
  [isStateFile, readStateFile],
  [isShownState, readShownState],
  [isSynth, readSynth],
  [isOutputs, readOutputs],
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
 * @throws Refusal `program-unreadable`, or `invalid-input` for a waiver that is not well written
 */
export function readProgram(text: string, file: string): ProgramFile {
  const json = parsed(text, file)
  const [, reader] = readers.find(([recognises]) => recognises(json)) ?? []
  if (!reader) throw unreadable(file, 'neither a configuration, a plan nor a state', forms)
  return { ...reader(json, file), locate: locator(text) }
}
