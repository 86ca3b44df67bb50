/** `npm run generate`: the bindings of our provider, from its own schema. How a schema becomes code, `generator/` knows. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  describeProvider,
  type AttributeDescription,
  type BlockDescription,
  type ResourceDescription,
} from '../../src/provider/framework/index.js'
import { mortiseProvider } from '../../src/provider/index.js'
import { header, renderBindings } from './generator/bindings.js'
import type { AttributeModel, BlockModel, ProviderModel, TypeModel } from './generator/model.js'

/** Where the bindings lie. */
export const folder = fileURLToPath(new URL('.', import.meta.url))

type TerraformType = AttributeDescription['type']

function attributeOf(description: AttributeDescription): AttributeModel {
  const { nested, type, ...rest } = description
  return { ...rest, type: nested ? nestedType(nested) : plainType(type) }
}

function nestedType({
  nesting,
  attributes,
}: NonNullable<AttributeDescription['nested']>): TypeModel {
  const object = { kind: 'object', attributes: attributes.map(attributeOf) } as const
  return nesting === 'object' ? object : { kind: nesting, element: object }
}

function plainType(type: TerraformType): TypeModel {
  if (typeof type === 'string') return { kind: type }
  if (type[0] === 'object')
    return { kind: 'object', attributes: Object.entries(type[1]).map(plainAttribute) }
  return { kind: type[0], element: plainType(type[1]) }
}

/** An object that is no nested attribute has types only: no flags, no sentence. */
const plainAttribute = ([name, type]: readonly [string, TerraformType]): AttributeModel => ({
  name,
  camelName: name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  type: plainType(type),
  description: '',
  rules: [],
  required: true,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
})

const blockOf = (block: BlockDescription | ResourceDescription): BlockModel => ({
  typeName: block.type,
  description: block.description,
  deprecated: block.deprecated,
  importId: 'importIds' in block ? block.importIds[0] : undefined,
  attributes: block.attributes.map(attributeOf),
})

/** The generator's view of a provider; its source address is `NAME/NAME`. */
export function modelOf(provider: Parameters<typeof describeProvider>[0]): ProviderModel {
  const { name, version, description, attributes, resources, dataSources } =
    describeProvider(provider)
  return {
    name,
    version,
    source: `${name}/${name}`,
    description,
    attributes: attributes.map(attributeOf),
    resources: resources.map(blockOf),
    dataSources: dataSources.map(blockOf),
  }
}

/** What the files should say now. */
export const currentBindings = (): Promise<ReadonlyMap<string, string>> =>
  renderBindings(modelOf(mortiseProvider))

/** Names of the generated files that lie there, by their first line. */
export async function generatedFiles(): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort()
  const isGenerated = async (file: string): Promise<boolean> =>
    (await readFile(join(folder, file), 'utf8')).startsWith(header)
  const answers = await Promise.all(files.map(isGenerated))
  return files.filter((_, index) => answers[index])
}

async function writeBindings(): Promise<void> {
  const bindings = await currentBindings()
  const obsolete = (await generatedFiles()).filter((file) => !bindings.has(file))
  await Promise.all(obsolete.map((file) => rm(join(folder, file))))
  await Promise.all([...bindings].map(([file, text]) => writeFile(join(folder, file), text)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeBindings()
