data "mortise_connections" "acme" {
  organization = "acme"
}

output "names" {
  value = data.mortise_connections.acme.connections[*].name
}
