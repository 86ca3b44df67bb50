/** A program as the contract looks at it: its blocks, what our own compute, and where each stands. */
import { Blocks, type Block, type ProgramFile, type Value } from '../program/index.js'
import type { Place } from './finding.js'
import type { PublishedBy } from './published.js'

/** A file, or the live service told as one. */
export interface ProgramInput extends Omit<ProgramFile, 'kind'> {
  readonly kind: ProgramFile['kind'] | 'live'
  /** What the IdPs themselves said when they were asked. @default - nobody asked them */
  readonly published?: PublishedBy
}

/** What a block computes from its arguments by a rule of ours, such as the endpoints of a connection. */
export type Derive = (program: Program, block: Block, attribute: string) => Value | undefined

export class Program extends Blocks {
  constructor(
    readonly input: ProgramInput,
    private readonly derive: Derive = () => undefined,
  ) {
    super(input.blocks)
  }

  get file(): string {
    return this.input.file
  }

  protected override derived(block: Block, attribute: string): Value | undefined {
    return this.derive(this, block, attribute)
  }

  place(side: Place['side'], block: Block, path?: string): Place {
    const file = block.file ?? this.file
    const { address } = block
    const place = path === undefined ? { side, file, address } : { side, file, address, path }
    const { locate } = this.input
    // At synth there is no file yet, and so no line.
    if (locate === undefined || block.file !== undefined) return place
    const steps = path === undefined ? [] : path.split('.').map(stepOf)
    return { ...place, ...(locate([...block.jsonPath, ...steps]) ?? locate(block.jsonPath)) }
  }
}

const stepOf = (step: string): string | number => (/^\d+$/.test(step) ? Number(step) : step)
