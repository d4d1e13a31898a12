"""Official results at main-index level: imported from a table, compared with what follows from them."""
