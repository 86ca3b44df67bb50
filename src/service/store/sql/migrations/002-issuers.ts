/** Connections are found by their IdP's entity ID where one ACS serves all of them. */
export const issuers = `
CREATE INDEX saml_connections_by_issuer ON saml_connections (json_extract(idp, '$.entityId'));
`
