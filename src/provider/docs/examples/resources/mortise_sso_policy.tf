resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_sso_policy" "acme" {
  organization               = mortise_organization.acme.name
  require_sso                = true
  break_glass_administrators = ["root@example.com"]
}
