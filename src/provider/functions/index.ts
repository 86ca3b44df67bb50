/** Provider-defined functions: pure, the same in plan and apply, and callable without a configured provider (Terraform 1.8). */
import { certificate } from './certificate.js'
import { endpoints } from './endpoints.js'
import { explainMapping } from './explain-mapping.js'
import { parseSamlMetadata } from './parse-saml-metadata.js'

export const functions = [endpoints, certificate, parseSamlMetadata, explainMapping]
