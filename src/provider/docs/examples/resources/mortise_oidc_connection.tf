resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

# Ephemeral, so that no plan and no state holds it.
variable "okta_client_secret" {
  type      = string
  ephemeral = true
  sensitive = true
}

resource "mortise_oidc_connection" "okta" {
  name         = "acme-okta-oidc"
  organization = mortise_organization.acme.name
  okta_domain  = "acme.okta.com"
  client_id    = "0oa1fcia6d6EMsf331d8"

  client_secret_wo         = var.okta_client_secret
  client_secret_wo_version = 1

  scopes = ["email", "groups", "profile"]
}

# What to enter at the IdP; known before it is set up.
output "redirect_uri" {
  value = mortise_oidc_connection.okta.redirect_uri
}
