/** The map of the houses, executable. README.md quotes it; change it in a commit of its own, with the reason. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

const root = normalize(join(dirname(fileURLToPath(import.meta.url)), '..'))

/** House → the houses whose door (`index.ts`) it may open. */
const houses: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/saml': ['src/core'],
  'src/oidc': ['src/core'],
  'src/scim': ['src/core'],
  'src/admin-api': ['src/core'],
  'src/program': ['src/core'],
  'src/contract': ['src/core', 'src/program'],
  'src/service': ['src/core', 'src/saml', 'src/oidc', 'src/scim', 'src/admin-api', 'src/contract'],
  'src/scim-client': ['src/core', 'src/scim'],
  // It pushes its people by SCIM as a real IdP would.
  'src/practice-idp': ['src/core', 'src/saml', 'src/scim-client'],
  'src/provider/framework': [],
  'src/provider/protocol': ['src/provider/framework'],
  'src/provider': [
    'src/core',
    'src/admin-api',
    // To parse metadata in a function by the very parser the service trusts.
    'src/saml',
    'src/provider/framework',
    'src/provider/protocol',
  ],
  'src/simulate': ['src/core', 'src/saml', 'src/oidc', 'src/scim', 'src/admin-api', 'src/program'],
  'src/demo': ['src/core', 'src/admin-api', 'src/provider'],
  'src/cli': [
    'src/core',
    'src/admin-api',
    'src/program',
    'src/contract',
    'src/service',
    'src/practice-idp',
    'src/scim-client',
    'src/provider',
    'src/simulate',
    'src/demo',
  ],
  constructs: ['src/core', 'src/program', 'src/contract'],
}

/** A house has one door, `index.ts`. The framework has a second, for whatever serves it on a wire. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'src/provider/framework': ['index.js', 'serving.js'],
  // The process greets Terraform before anything heavy is loaded: start-up counts more than anything.
  'src/provider/protocol': ['index.js', 'start.js'],
}

/** A generator sits beside what it generates and may read the provider it generates from. */
const generators: Readonly<Record<string, readonly string[]>> = {
  'constructs/bindings/generate.ts': ['src/provider', 'src/provider/framework'],
  'constructs/bindings/generator/': ['src/provider/framework'],
}

const generatorReads = (file: string): readonly string[] =>
  Object.entries(generators).find(([place]) => file.startsWith(place))?.[1] ?? []

/** Truth is a pure function there: clock, keys and bytes come in as arguments. */
const pure = ['src/core', 'src/saml', 'src/oidc', 'src/scim', 'src/program', 'src/contract']

const impurities: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\(/, 'reads the clock'],
  [/\bnew Date\(\)/, 'reads the clock'],
  [/\bfetch\(/, 'uses the network'],
  [/\bprocess\./, 'reads the process'],
  [/\bMath\.random\(/, 'is random'],
  [/from 'node:(?!crypto'|zlib')/, 'opens a door of Node'],
]

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

/** The longest name wins: `src/provider/framework` is a house inside `src/provider`. */
const houseOf = (file: string): string | undefined =>
  Object.keys(houses)
    .filter((house) => file.startsWith(`${house}/`))
    .sort((a, b) => b.length - a.length)[0]

const files = ['src', 'constructs'].flatMap(sources)

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    (match) => normalize(join(dirname(file), match[1] ?? '')),
  )

function faultsOf(file: string): string[] {
  const house = houseOf(file)
  if (!house) return [`${file} belongs to no house; add it to the map or move it`]
  return importsOf(file).flatMap((target) => {
    const other = houseOf(target)
    if (other === house) return []
    if (!other) return [`${file} imports ${target}, which belongs to no house`]
    const allowed = [...(houses[house] ?? []), ...generatorReads(file)]
    if (!allowed.includes(other)) return [`${file} may not open ${other}`]
    const isDoor = (doors[other] ?? ['index.js']).some((door) => target === `${other}/${door}`)
    return isDoor ? [] : [`${file} enters ${other} by the window: ${target}`]
  })
}

describe('the houses', () => {
  test('there are sources to look at', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  test('arrows go one way, through doors', () => {
    expect(files.flatMap(faultsOf)).toEqual([])
  })

  test('pure houses are pure', () => {
    const faults = files
      .filter((file) => pure.includes(houseOf(file) ?? ''))
      .flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8')
        return impurities
          .filter(([pattern]) => pattern.test(text))
          .map(([, what]) => `${file} ${what}`)
      })
    expect(faults).toEqual([])
  })

  test('only constructs and examples know cdktf', () => {
    const knowing = files.filter((file) =>
      /from '(cdktf|constructs|@cdktf\/[^']+)'/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(knowing.filter((file) => houseOf(file) !== 'constructs')).toEqual([])
  })

  test('only the SQL store knows the driver', () => {
    const knowing = files.filter((file) =>
      /from 'libsql'/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(knowing.filter((file) => !file.startsWith('src/service/store/sql/'))).toEqual([])
  })

  test('README.md quotes this map', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const quoted = [...readme.matchAll(/^\| `([\w/-]+)` +\|[^|]*\|([^|]*)\|$/gm)].map(
      ([, house, opens]) => [
        house ?? '',
        [...(opens ?? '').matchAll(/`([\w/-]+)`/g)].map((match) => match[1]),
      ],
    )
    expect(Object.fromEntries(quoted)).toEqual(houses)
  })
})
