resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_domain" "example" {
  organization = mortise_organization.acme.name
  name         = "example.com"
}

resource "mortise_domain_verification" "example" {
  organization = mortise_organization.acme.name
  domain       = mortise_domain.example.name
}
