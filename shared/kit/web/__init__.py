"""HTTP for every process: strict bodies, problem details, pages, conditional requests, deny by default."""
