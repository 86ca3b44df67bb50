/** A file of Terraform's as nouns: references followed, seals taken off (nothing here is shown), what cannot be known left open. */
import {
  Blocks,
  open,
  providerArgument,
  unsealed,
  type Block,
  type Entries,
  type ProgramFile,
} from '../../program/index.js'
import { kindOf, nounOf, type Noun, type Nouns, type Place } from './noun.js'

const placeOf = ({ address, construct }: Block): Place =>
  construct === undefined ? { address } : { address, construct }

/** Of a repeated block nothing is known but that it is there. */
const blurred = ({ address, values }: Block): Entries =>
  Object.fromEntries(
    Object.keys(values).map((name) => [
      name,
      open({ expression: `${address}[*].${name}`, references: [], afterApply: true }),
    ]),
  )

const settled = (blocks: Blocks, block: Block): Entries =>
  Object.fromEntries(
    Object.keys(block.values).map((name) => [name, unsealed(blocks.get(block, name) ?? null)]),
  )

function nounsIn(blocks: Blocks, block: Block): readonly Noun[] {
  const kind = block.mode === 'resource' ? kindOf(block.type) : undefined
  if (kind === undefined) return []
  return [nounOf(kind, placeOf(block), block.isRepeated ? blurred(block) : settled(blocks, block))]
}

/** Whatever belongs to nothing that is known would else be left out in silence. */
const notesOn = ({ blocks, notes = [] }: ProgramFile): readonly string[] => [
  ...notes,
  ...blocks
    .filter(({ mode, type, isRepeated }) => isRepeated && mode === 'resource' && kindOf(type))
    .map(({ address }) => `${address} is repeated: only a plan tells what it comes to`),
]

export function nounsOfFile(origin: string, program: ProgramFile): Nouns {
  const blocks = new Blocks(program.blocks)
  const serviceUrl = providerArgument(program.providers, 'mortise', 'service_url')
  return {
    ...{ origin, notes: notesOn(program) },
    serviceUrl: serviceUrl === undefined ? undefined : blocks.settle(serviceUrl),
    nouns: program.blocks.flatMap((block) => nounsIn(blocks, block)),
  }
}
