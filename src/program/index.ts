/** TERRAFORM PROGRAMS, READ: synthesized configuration, plan or state in, blocks with their values out; what is not known yet stays an expression, what is sensitive stays sealed. Pure. */
export { addressIn, baseOf, plainOf } from './address.js'
export { Blocks } from './blocks.js'
export type {
  Block,
  Output,
  Position,
  ProgramFile,
  ProviderBlock,
  Variable,
} from './program-file.js'
export { call, concatenated } from './functions.js'
export { providerArgument } from './providers.js'
export { textsIn, type Json } from './readers/json.js'
export { readProgram, type ReadOptions } from './readers/read.js'
export { readSynth } from './readers/synth.js'
export * from './value.js'
