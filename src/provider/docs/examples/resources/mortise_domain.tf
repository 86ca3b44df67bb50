resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_domain" "example" {
  organization = mortise_organization.acme.name
  name         = "example.com"
}

# Publish this with the provider of your DNS.
output "txt_record" {
  value = {
    name  = mortise_domain.example.record_name
    value = mortise_domain.example.record_value
  }
}
