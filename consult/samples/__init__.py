"""Sample data of `alzavoz demo`: invented, and marked as samples wherever they are shown."""
