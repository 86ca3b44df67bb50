output "acs_url" {
  value = provider::mortise::endpoints("https://sso.example.com", "sonarqube-cloud", "acme-okta").acs_url
}
