locals {
  explained = provider::mortise::explain_mapping(
    {
      preset            = "sonarqube-cloud"
      attribute_mapping = {}
      groups            = [{ name = "Platform Admins", idp_identifier = null }]
      role_rules        = [{ group = "Platform Admins", role = "create-projects" }]
    },
    {
      subject = "ada@example.com"
      attributes = {
        login  = ["ada"]
        name   = ["Ada Lovelace"]
        email  = ["ada@example.com"]
        groups = ["Platform Admins", "Everyone"]
      }
    }
  )
}

output "why" {
  value = [for line in local.explained.trace : "${line.effect} ${line.kind} ${line.subject}: ${line.because} (${line.source})"]
}
