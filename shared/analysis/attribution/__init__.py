"""What a total's change since another year comes from: main indices, components, and what nothing says."""
