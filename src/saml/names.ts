/** Namespaces and identifiers of the standards, each spelled once. */
export const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const saml = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const md = 'urn:oasis:names:tc:SAML:2.0:metadata'
export const ds = 'http://www.w3.org/2000/09/xmldsig#'
export const xenc = 'http://www.w3.org/2001/04/xmlenc#'
export const xenc11 = 'http://www.w3.org/2009/xmlenc11#'
export const xsi = 'http://www.w3.org/2001/XMLSchema-instance'

export const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const envelopedSignature = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

export const statusSuccess = 'urn:oasis:names:tc:SAML:2.0:status:Success'
export const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
export const entityFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:entity'
export const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
export const unspecifiedFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'

export const httpPost = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
export const httpRedirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
