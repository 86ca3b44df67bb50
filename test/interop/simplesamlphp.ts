/** SimpleSAMLphp as Debian packages it, as an IdP on a free port: its own code, our metadata document, nothing between. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSignedCertificate } from '../../src/saml/index.js'

const www = '/usr/share/simplesamlphp/www'

/** Why it cannot be had here; undefined when it can. */
export function absence(): string | undefined {
  if (!existsSync(www)) return 'simplesamlphp is not installed (apt-get install simplesamlphp)'
  const asked = "exit(extension_loaded('dom') && extension_loaded('mbstring') ? 0 : 1);"
  const php = spawnSync('php', ['-r', asked])
  if (php.status === 0) return undefined
  return 'php is not there with what it needs (apt-get install php-cli php-xml php-mbstring)'
}

export interface IdpOptions {
  readonly encrypt?: boolean
  readonly signAssertion?: boolean
  readonly signResponse?: boolean
  /** Refuses AuthnRequests that are not signed. */
  readonly validateRequests?: boolean
}

export interface SimpleSamlPhp {
  readonly url: string
  readonly metadataUrl: string
  /** Reads SP metadata and options anew at the next request. */
  trust(spMetadata: string, options?: IdpOptions): void
  log(): string
  close(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

const php = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(php).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) => `${php(key)} => ${php(each)}`)
    return `[${pairs.join(', ')}]`
  }
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value)
}

function writeKeys(folder: string): void {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [notBefore, notAfter] = [-1, 30].map((days) => new Date(Date.now() + days * 86_400_000))
  if (!notBefore || !notAfter) return
  const certificate = selfSignedCertificate({
    ...{ commonName: 'SimpleSAMLphp', ...pair, notBefore, notAfter },
  })
  writeFileSync(join(folder, 'idp.crt'), certificate)
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(join(folder, 'idp.pem'), pem)
}

function writeConfig(folder: string, url: string): void {
  const config = {
    baseurlpath: `${url}/`,
    ...{ certdir: `${folder}/cert/`, loggingdir: `${folder}/log/`, datadir: `${folder}/data/` },
    tempdir: `${folder}/tmp`,
    metadatadir: `${folder}/metadata`,
    ...{ technicalcontact_name: 'Test', technicalcontact_email: 'test@example.com' },
    ...{ timezone: 'UTC', secretsalt: 'only-for-a-test', 'auth.adminpassword': 'none' },
    ...{ 'logging.handler': 'errorlog', 'logging.level': 7, showerrors: true },
    ...{
      'enable.saml20-idp': true,
      'module.enable': { exampleauth: true, core: true, saml: true },
    },
    ...{ 'store.type': 'phpsession', 'session.cookie.secure': false },
    'session.phpsession.savepath': `${folder}/tmp`,
    'metadata.sources': [{ type: 'flatfile' }, { type: 'xml', file: `${folder}/sp.xml` }],
    usenewui: false,
  }
  writeFileSync(join(folder, 'config', 'config.php'), `<?php\n$config = ${php(config)};\n`)
  const ada = {
    ...{ uid: ['ada'], mail: ['ada@example.com'], displayName: ['Ada Lovelace'] },
    groups: ['Engineers', 'Platform Admins'],
  }
  const sources = `<?php\n$config = ['people' => ['exampleauth:UserPass', 'ada:secret' => ${php(ada)}]];\n`
  writeFileSync(join(folder, 'config', 'authsources.php'), sources)
}

function writeIdp(folder: string, options: IdpOptions): void {
  const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
  const idp = {
    ...{ host: '__DEFAULT__', privatekey: 'idp.pem', certificate: 'idp.crt', auth: 'people' },
    ...{
      NameIDFormat: email,
      'attributes.NameFormat': 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
    },
    SingleSignOnServiceBinding: ['Redirect', 'POST'].map(
      (each) => `urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${each}`,
    ),
    'saml20.sign.response': options.signResponse ?? true,
    'saml20.sign.assertion': options.signAssertion ?? true,
    'assertion.encryption': options.encrypt ?? false,
    'validate.authnrequest': options.validateRequests ?? false,
    'sign.logout': true,
    'validate.logout': true,
    // SimpleSAMLphp's own word for "make the NameID of this attribute".
    authproc: { '3': { class: 'saml:AttributeNameID', attribute: 'mail', Format: email } },
  }
  const text = `<?php\n$metadata['__DYNAMIC:1__'] = ${php(idp)};\n`
  writeFileSync(join(folder, 'metadata', 'saml20-idp-hosted.php'), text)
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(url).then(
        (it) => it.status < 500,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nothing answers at ${url}`)
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill()
  })
}

export async function startSimpleSamlPhp(): Promise<SimpleSamlPhp> {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-ssp-'))
  for (const each of ['config', 'metadata', 'cert', 'log', 'data', 'tmp'])
    mkdirSync(join(folder, each))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  writeKeys(join(folder, 'cert'))
  writeConfig(folder, url)
  writeIdp(folder, {})
  let said = ''
  const child = spawn('php', ['-d', 'opcache.enable=0', '-S', `127.0.0.1:${port}`, '-t', www], {
    env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: join(folder, 'config') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const metadataUrl = `${url}/saml2/idp/metadata.php`
  const trust = (spMetadata: string, options: IdpOptions = {}): void => {
    writeFileSync(join(folder, 'sp.xml'), spMetadata)
    writeIdp(folder, options)
  }
  trust('<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>')
  await untilUp(metadataUrl)
  return {
    ...{ url, metadataUrl, trust },
    log: () => said,
    close: async () => {
      await stopped(child)
      rmSync(folder, { recursive: true })
    },
  }
}
